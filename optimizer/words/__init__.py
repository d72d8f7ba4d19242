"""A text's own words: how they may be put otherwise, and what of them must stay.

- What is protected, and the length limit: `promises.Promises`. Links and mentions are lifted out
  by `TextKind.mask` and put back by `datasets.restore`; what a word is says `vae.wording.text`.
- Which words may replace which: `thesaurus` (and its list, `thesaurus.txt`), `contractions`;
  what the training texts use in the same places is found by `vae.wording.learned`.
- The same words in other ways: `surface`. Phrases of what the decoder wrote: `phrases`.
- What is put together: `edits`. What is dropped: `slips`, `swearing`.
- How two texts compare: `similarity` (a number), `differences` (for people to see).

Knows no torch.
"""
