"""Writes the mean of the weights that `train.py --start` learned in several runs, and of those they began with.

    python mean.py OUT START LEARNED...

The weights lie close together, since all runs began at the same place; their mean reads better than
each. Only the hints, of which START may know fewer, are those that were learned, and the words that only
the last of LEARNED knows.
"""

import argparse
import sys

import torch

from train import Network, known, read, write


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("start")
    parser.add_argument("learned", nargs="+")
    parser.add_argument("--keep", type=float, default=0.58, help="the share of START")
    options = parser.parse_args()
    torch.set_num_threads(1)
    texts, (width, arc, rel, layers), hashes = known(options.learned[-1])
    states = []
    for path in (options.start, *options.learned):
        words = known(path)[-1]
        assert words == hashes[: len(words)], f"{path} has other words"
        network = Network(len(words) + 1, *map(len, texts), width, [1] * layers, arc, rel, 0.0)
        read(network, path)
        states.append(network.state_dict())
    rows = states[-1]["rows.word.weight"]
    for state in states:
        words = state["rows.word.weight"]
        state["rows.word.weight"] = torch.cat([words, rows[len(words) :]])
    start, *learned = states
    for key in start:
        mean = sum(state[key] for state in learned) / len(learned)
        start[key] = mean if key == "rows.hint.weight" else options.keep * start[key] + (1 - options.keep) * mean
    network.load_state_dict(start)  # the last, which knows every word
    write(network, hashes, texts, options.out)


if __name__ == "__main__":
    sys.exit(main())
