#!/usr/bin/env bash
# Makes the bundled model and its likes head. About two hours on two cores.
#
#   examples/make_default_model.sh DATA OUT [MINUTES]
#
# DATA holds tweets_congress.parquet, tweets_public_figures.parquet and reddit_titles.parquet
# (their columns: vae/pretrained/tweets/README.md); OUT is a new folder, and gets tweets/ and likes/.
# Stopped in the middle, it goes on with the same arguments and RESUME=1.
set -euo pipefail
data=$1 out=$2 minutes=${3:-111}

optimize train vae "$data"/{tweets_congress,tweets_public_figures,reddit_titles}.parquet \
    --out "$out/tweets" --preset small --max-rows 400000 --minutes "$minutes" \
    ${RESUME:+--resume}

python3 - "$data" "$out" <<'PYTHON'
import sys
import pandas as pd
data, out = sys.argv[1:]
tables = (pd.read_parquet(f"{data}/tweets_{name}.parquet") for name in ("congress", "public_figures"))
pd.concat(tables).to_parquet(f"{out}/tweets.parquet")
PYTHON
optimize train predictor "$out/tweets.parquet" --property likes --model "$out/tweets" \
    --out "$out/likes" --max-rows 120000
rm "$out/tweets.parquet"
