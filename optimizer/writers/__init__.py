"""Who proposes rewrites: the model, the text's own words, language models, plug-ins."""
