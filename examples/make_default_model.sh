#!/usr/bin/env bash
# Makes the bundled model, its likes head and their card. Six to seven hours on two cores.
#
#   examples/make_default_model.sh DATA OUT [MINUTES [MINUTES [MINUTES]]]
#   examples/make_default_model.sh DATA OUT --from MODEL [MINUTES]
#
# The second form goes on from a model, a folder or a bundled name, with the last stage alone. DATA
# holds tweets_congress.parquet, tweets_public_figures.parquet and reddit_titles.parquet, as
# `optimize data get NAME` writes them; OUT is a new folder, and gets the stages' models, of which
# tweets/ is the last, with what was measured in tweets/figures/; likes/; and map.png, a map of the
# space (for which tweetopt[plot] is needed). TWEETOPT_TRAIN holds further options of `optimize train
# vae`, such as "--batch-tokens 32768 --learning-rate 2e-3 --even-lengths --max-rows 2000000" for a
# large GPU. TWEETOPT_TEACHER names sentence embeddings, such as
# sentence-transformers/all-MiniLM-L6-v2: the last stage then grows, and gets a gist that learns from
# them; the sixth model was made so, --from the fifth, with tweets_everyday.parquet beside the others
# and TWEETOPT_TRAIN="--max-rows 70000 --teacher-texts 125000". The same command once more goes on
# where it was interrupted.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=$1 out=$2
tables=("$data"/{tweets_congress,tweets_public_figures,reddit_titles}.parquet)
grown=()
if [ -n "${TWEETOPT_TEACHER:-}" ]; then
    tables+=("$data/tweets_everyday.parquet")
    grown=(--teacher "$TWEETOPT_TEACHER" --latent-dim 512 --decoder-layers 5 --schedule flat --learning-rate 7e-4)
fi

train() { # NAME OPTIONS...
    local resume=
    if [ -e "$out/$1/model.safetensors" ]; then return; fi
    if compgen -G "$out/$1/checkpoints/[0-9]*" > /dev/null; then resume=--resume; fi
    # shellcheck disable=SC2086  # several words, or none
    optimize train vae "${tables[@]}" --out "$out/$1" --max-rows 400000 "${@:2}" \
        ${TWEETOPT_TRAIN:-} $resume
}

measure() { # NAME COMMAND...; what is printed is kept once it is whole
    if [ -e "$figures/$1.json" ]; then return; fi
    "${@:2}" --json > "$figures/unfinished"
    mv "$figures/unfinished" "$figures/$1.json"
}

# First a code that rebuilds its text, under little noise; then, from there, a space around it: all
# levels of noise, damaged inputs, and a code that also tells what the wording did for the likes. At
# last, high levels of noise as often as low ones, so that random codes are texts as well.
noisy=(--property likes --latent-noise 1 --input-noise 0.2 --token-drop 0 --hints 0.25)
if [ "${3:-}" = --from ]; then
    train tweets --minutes "${5:-88}" --base "$4" "${noisy[@]}" --noise-power 1 --seed 2 "${grown[@]}"
    stages=(--from "$4" --stage "$out/tweets")
else
    train faithful --minutes "${3:-111}" --latent-noise 0.35
    train smooth --minutes "${4:-76}" --base "$out/faithful" "${noisy[@]}"
    train tweets --minutes "${5:-88}" --base "$out/smooth" "${noisy[@]}" --noise-power 1 --seed 1 "${grown[@]}"
    stages=(--stage "$out/faithful" --stage "$out/smooth" --stage "$out/tweets")
fi

if [ ! -e "$out/likes/head.json" ]; then
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
fi
if [ ! -e "$out/likes/evidence.json" ]; then # what real posts say, for explain and compare
    optimize train evidence "${tables[0]}" --out "$out/likes" --model "$out/tweets" \
        --predictor "$out/likes"
fi

figures=$out/tweets/figures congress=${tables[0]} everyday=$here/everyday.csv
both=(--model "$out/tweets" --predictor "$out/likes")
mkdir -p "$figures"
measure vae optimize evaluate vae "$congress" --max-rows 500 --model "$out/tweets" \
    ${TWEETOPT_TEACHER:+--teacher "$TWEETOPT_TEACHER"}
measure everyday optimize evaluate vae "$everyday" --split all --skip-smoothness --model "$out/tweets"
measure predictor optimize evaluate predictor "$congress" --max-rows 20000 "${both[@]}"
measure public optimize evaluate predictor "${tables[1]}" --max-rows 20000 "${both[@]}"
measure search optimize evaluate optimizer "$congress" --max-rows 200 "${both[@]}"
optimize batch "$everyday" "$figures/rewrites.jsonl" --target-likes 500 "${both[@]}" --overwrite
python3 "$here/model_card.py" "$out/tweets" "$out/likes" "${stages[@]}"
optimize --text "We opened a small bakery today, come and say hello!" --target-likes 500 "${both[@]}" \
    --plot "$out/map.png"
