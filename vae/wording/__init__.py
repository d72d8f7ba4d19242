"""How texts are worded: words, their neighbours, a language model."""
