"""Why a text is predicted what it is, what would change that, and which of several drafts is best.

- What words and phrases contribute: `explanation` (`explain_texts`), of the `parts` of a text; how
  much two versions of a text differ in prediction: `effects`; the check by `gradients`.
- What would change it: `suggestions`, of `moves`, which make `versions` of a text with `numbering`.
- What real posts say: `features` are counted, `evidence` is fitted.
- Drafts: `comparing` (`compare_texts`); whether its chances hold: `measuring`.
"""
