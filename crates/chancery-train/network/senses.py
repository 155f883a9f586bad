"""Says of every word by itself what a large network makes of it, for `train.py`.

    pip install torch numpy safetensors tokenizers transformers
    python senses.py LESSONS MPNET

LESSONS and MPNET are those of `teacher.py`. The words are those of the lessons and the whole words that
MPNet has a piece for. `senses.npz` gets `words` and their `rows`: the mean over the pieces of a word in the
fourth and the tenth layer, along their 256 widest directions. So a word that the lessons show once or never
begins near the words that mean the same.
"""

import argparse
import re
import sys

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import MPNetModel

from train import ZEROS

LAYERS, WIDTH, SPREAD = (4, 10), 256, 0.3


def words_of(lessons, tokenizer):
    words = {word for word in tokenizer.get_vocab() if re.fullmatch(r"[a-z][a-z'-]{2,}", word)}
    for name in ("train", "own", "marked", "raw"):
        for line in open(f"{lessons}/{name}.tsv", encoding="utf-8"):
            columns = line.rstrip("\n").split("\t")
            if len(columns) > 1 and re.search("[a-z]", columns[6]):
                words.add(columns[6].encode().translate(ZEROS).decode())
    return sorted(words)


@torch.no_grad()
def rows_of(words, tokenizer, network):
    pieces = [encoding.ids for encoding in tokenizer.encode_batch(words)]
    rows = np.zeros((len(words), len(LAYERS) * network.config.hidden_size), dtype=np.float32)
    order = sorted(range(len(words)), key=lambda at: len(pieces[at]))
    for start in range(0, len(order), 512):
        group = order[start : start + 512]
        length = max(len(pieces[at]) for at in group)
        ids = torch.ones(len(group), length, dtype=torch.long)
        mask, inner = torch.zeros_like(ids), torch.zeros(len(group), length, 1)
        for row, at in enumerate(group):
            size = len(pieces[at])
            ids[row, :size] = torch.tensor(pieces[at])
            mask[row, :size] = 1
            inner[row, 1 : size - 1] = 1 / max(1, size - 2)  # without the marks of beginning and end
        with torch.autocast("cpu", torch.bfloat16):
            layers = network(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        rows[group] = torch.cat([(layers[layer].float() * inner).sum(1) for layer in LAYERS], 1).numpy()
    return rows


def narrowed(rows):
    """The rows along their widest directions, each layer counting as much as the other."""
    rows = rows - rows.mean(0)
    for part in np.split(rows, len(LAYERS), axis=1):
        part /= part.std()
    _, directions = np.linalg.eigh(rows.T @ rows / len(rows))
    rows = rows @ directions[:, ::-1][:, :WIDTH]
    return (rows * (SPREAD / rows.std())).astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("lessons")
    parser.add_argument("mpnet")
    parser.add_argument("--seed", help="taken as by the other scripts; nothing here is left to chance")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tokenizer = Tokenizer.from_file(f"{options.mpnet}/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    words = words_of(options.lessons, tokenizer)
    rows = narrowed(rows_of(words, tokenizer, MPNetModel.from_pretrained(options.mpnet).eval()))
    np.savez(f"{options.lessons}/senses.npz", words=np.array(words), rows=rows)
    print(f"{len(words)} words with a sense", flush=True)


if __name__ == "__main__":
    sys.exit(main())
