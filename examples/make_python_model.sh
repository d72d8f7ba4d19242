#!/usr/bin/env bash
# A latent space of Python lines, from the interpreter's own standard library: no download. About
# two hours on two cores, then its figures.
#
#   examples/make_python_model.sh OUT [MINUTES [MINUTES]]
#
# OUT is a new folder, and gets lines.parquet, faithful/ and model/. Stopped in the middle, it goes on
# from the last checkpoint with the same arguments.
set -euo pipefail
out=$1 first=${2:-60} second=${3:-50}

train() {
    local resume=()
    if [ -d "$1/checkpoints" ]; then resume=(--resume); fi
    optimize train vae "$out/lines.parquet" --out "$1" --kind code --max-tokens 48 "${@:2}" "${resume[@]}"
}

mkdir -p "$out"
[ -f "$out/lines.parquet" ] || optimize data get python-lines --out "$out/lines.parquet"
# First a code that rebuilds its line; then, from there, random codes that are lines as well: high
# levels of noise as often as low ones, and a decoder that sees all that it wrote.
# Brackets and quotes are tokens of their own: that they close is easier to count.
whole=()
for mark in '(' ')' '[' ']' '{' '}' '"' "'"; do whole+=(--whole "$mark"); done
train "$out/faithful" --minutes "$first" "${whole[@]}"
train "$out/model" --minutes "$second" --base "$out/faithful" --noise-power 1 --token-drop 0 \
    --hints 0.25
optimize evaluate vae "$out/lines.parquet" --model "$out/model" --split test --parse python --beams 4
