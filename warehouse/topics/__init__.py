"""Topics of the texts: a model of words trained on the lake's cables, and the topics of each cable.

words.py splits texts into words, train.py finds the topics, model.py reads and writes the tables that hold them,
place.py assigns cables to them, and topic.py reads one of them to show it.
"""

SAMPLE = 20_000  # cables to learn from
SEED = 1
