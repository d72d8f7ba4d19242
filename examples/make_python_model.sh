#!/usr/bin/env bash
# A latent space of Python lines, from the interpreter's own standard library: no download. About
# two hours on two cores, then its figures.
#
#   examples/make_python_model.sh OUT [MINUTES]
#
# OUT is a new folder, and gets lines.parquet and model/. Stopped in the middle, it goes on with the
# same arguments and RESUME=1.
set -euo pipefail
out=$1 minutes=${2:-110}

mkdir -p "$out"
[ -f "$out/lines.parquet" ] || optimize data get python-lines --out "$out/lines.parquet"
optimize train vae "$out/lines.parquet" --out "$out/model" --minutes "$minutes" \
    --max-tokens 48 ${RESUME:+--resume}
optimize evaluate vae "$out/lines.parquet" --model "$out/model" --split test --parse python
