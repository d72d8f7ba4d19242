#!/usr/bin/env bash
# A latent space of review sentences, for changing their tone, and the benchmark of it. Starts from
# the bundled model, and rebuilds practically every sentence after a few hundred steps.
#
#   examples/make_yelp_model.sh DATA OUT [MINUTES]
#
# DATA holds yelp_train.parquet and yelp_dev.parquet; OUT is a new folder, and gets model/, tone/ and
# tone.json. Of the benchmark's systems, the search takes by far the longest.
set -euo pipefail
data=$1 out=$2 minutes=${3:-30}
here=$(cd "$(dirname "$0")/.." && pwd)

mkdir -p "$out"
# The code should also tell the tone. `--property` takes what an account usually gets off each
# number; as these sentences have no accounts, they get made-up ones of 200 sentences each.
python3 - "$data/yelp_train.parquet" "$out/train.parquet" <<'PYTHON'
import sys
import pandas as pd
table = pd.read_parquet(sys.argv[1]).sample(frac=1, random_state=0)
table["account"] = [f"reviewer {number // 200}" for number in range(len(table))]
table.to_parquet(sys.argv[2], index=False)
PYTHON
optimize train vae "$out/train.parquet" --out "$out/model" --base tweets --kind prose \
    --minutes "$minutes" --property positive --latent-noise 0.6 --token-drop 0 --hints 0.25
rm "$out/train.parquet"

optimize tone learn --data "$data/yelp_train.parquet" --label positive --model "$out/model" \
    --out "$out/tone"
python3 "$here/benchmarks/tone.py" --data "$data" --model "$out/model" --rows 200 \
    --out "$out/tone.json"
