"""How a code is moved: objectives, gradient ascent and evolution. Knows no words."""
