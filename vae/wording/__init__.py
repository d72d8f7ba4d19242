"""How texts are worded: what a word is, which words stand side by side, and which for one another.

`text` says what a word is, `english` lists words of grammar, `language` is a word trigram model,
`neighbours` finds words used in the same places, and `learned` puts them together. Knows no torch.
"""
