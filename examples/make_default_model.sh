#!/usr/bin/env bash
# Makes the bundled model and its likes head. Four to five hours on two cores.
#
#   examples/make_default_model.sh DATA OUT [MINUTES [MINUTES [MINUTES]]]
#
# DATA holds tweets_congress.parquet, tweets_public_figures.parquet and reddit_titles.parquet, as
# `optimize data get NAME` writes them; OUT is a new folder, and gets faithful/, smooth/, tweets/ and
# likes/.
set -euo pipefail
data=$1 out=$2 first=${3:-111} second=${4:-76} third=${5:-88}
tables=("$data"/{tweets_congress,tweets_public_figures,reddit_titles}.parquet)

train() {
    optimize train vae "${tables[@]}" --out "$out/$1" --max-rows 400000 "${@:2}"
}

# First a code that rebuilds its text, under little noise; then, from there, a space around it: all
# levels of noise, damaged inputs, and a code that also tells what the wording did for the likes. At
# last, high levels of noise as often as low ones, so that random codes are texts as well.
train faithful --minutes "$first" --latent-noise 0.35
noisy=(--property likes --latent-noise 1 --input-noise 0.2 --token-drop 0 --hints 0.25)
train smooth --minutes "$second" --base "$out/faithful" "${noisy[@]}"
train tweets --minutes "$third" --base "$out/smooth" "${noisy[@]}" --noise-power 1 --seed 1

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
