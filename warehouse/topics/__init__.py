"""Topics of the texts: a model of words trained on the lake's cables, and the place of each cable in it.

words.py counts words, train.py finds the topics, model.py keeps them in the lake's tables, place.py places cables.
"""

SAMPLE = 20_000  # cables to learn from
SEED = 1
