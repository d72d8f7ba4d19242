"""A text's own words: how they may be put otherwise, and what of them must stay.

- What every rewrite keeps, and the length limit: `constraints`; which words are held to the letter:
  `protected`. Links and mentions are lifted out and put back by `datasets.placeholders`; what a
  word is says `vae.wording.words`.
- Which words may replace which: `thesaurus` (and its list, `thesaurus.txt`), `contractions`;
  what the training texts use in the same places is found by `vae.wording.wording`.
- The same words in other ways: `rearranging`. Phrases of what the decoder wrote: `phrases`.
- What is put together: `edits`. What is dropped: `writing_errors`, `swearing`.
- How two texts compare: `similarity` (a number), `differences` (for people to see).

Knows no torch.
"""
