"""Why a text is predicted what it is, what would change that, and which of two is better.

- What a text is made of: `parts`. What its parts contribute: `contributions`; the check by
  gradients: `gradients`. How two versions of a text differ in prediction: `effects`.
- `explanation` puts it together: `explain_texts`.
"""
