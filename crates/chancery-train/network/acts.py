"""Says of raw sentences which words tell an act, by a large network that learned it from records.

    pip install torch numpy safetensors tokenizers transformers
    python acts.py LESSONS MPNET

LESSONS and MPNET are those of `teacher.py`, which runs before. The network is the ten lower layers of
MPNet with one head. It learns first from `found.tsv`, where the rules of the lexicon mark acts, then from
`marked.tsv`, where people did, and is judged by records that nothing learns from. What it says goes into
`silver.tsv`, as the probabilities of no act and of each kind, in hundredths.
"""

import argparse
import os
import sys
import time

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F
from transformers import MPNetModel

from teacher import Pieces, groups
from train import UNSEEN, Lessons

QUIET = 0.97  # a word that is no act as surely as this is told as none


class Judge(nn.Module):
    def __init__(self, body, frozen, acts):
        super().__init__()
        self.embed, self.bias = body.embeddings, body.encoder.relative_attention_bias
        self.compute_bias = body.encoder.compute_position_bias
        self.lower, self.upper = body.encoder.layer[:frozen], body.encoder.layer[frozen:]
        self.width = body.config.hidden_size
        self.act = nn.Linear(self.width, 1 + acts)

    @torch.no_grad()
    def below(self, pieces, mask):
        """What the lower layers, which do not learn, make of the pieces of words."""
        return self.through(self.lower, self.embed(input_ids=pieces), mask)

    def through(self, layers, x, mask):
        shift = self.compute_bias(x)
        wall = (1.0 - mask[:, None, None, :].float()) * -1e4
        for layer in layers:
            x = layer(x, wall.to(x.dtype), position_bias=shift.to(x.dtype))[0]
        return x

    def forward(self, low, mask, firsts):
        x = self.through(self.upper, low, mask)
        x = torch.gather(x, 1, firsts.unsqueeze(-1).expand(-1, -1, self.width))
        return self.act(F.dropout(x, 0.2, self.training)).float()


def answer(model, lessons, pieces, group):
    ids, mask = pieces.pad(group)
    length = int(lessons.lengths[group].max())
    with torch.autocast("cpu", torch.bfloat16):
        return model(model.below(ids, mask), mask, pieces.first(group, length))


@torch.no_grad()
def judge(model, lessons, pieces):
    """F1 of words that tell an act, then of those with the right kind."""
    model.eval()
    found = marked = right = kind = 0
    for group in groups(pieces, 5000):
        batch = lessons.pack(group)
        said, known = answer(model, lessons, pieces, group).argmax(-1), batch["told"] >= 0
        told = batch["acts"].argmax(-1)
        found += int(((said > 0) & known).sum())
        marked += int(((told > 0) & known).sum())
        right += int(((said > 0) & (told > 0) & known).sum())
        kind += int(((said == told) & (told > 0) & known).sum())
    model.train()
    return f"acts {200 * right / max(1, found + marked):.1f} with kind {200 * kind / max(1, found + marked):.1f}"


def teach(model, options, read):
    start, dice = time.time(), np.random.default_rng(options.seed)
    judged = {name: read(name) for name in UNSEEN}

    def some(name, quiet):
        """The sentences that tell an act, and a share of the others."""
        lessons, pieces = read(name)
        telling = np.add.reduceat(lessons.rows[:, -1] > 0, lessons.starts[:-1]) > 0
        return lessons, pieces, telling | (dice.random(len(telling)) < quiet)

    rounds = [some("found", options.found)] + [some("marked", options.quiet)] * options.epochs
    heads, body = [*model.act.parameters()], [*model.upper.parameters(), *model.bias.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": options.rate}, {"params": heads, "lr": 1e-3}], betas=(0.9, 0.98), weight_decay=0.01
    )
    peaks = [options.rate, 1e-3]

    def batches(pieces, chosen, dice):
        for group in groups(pieces, options.pieces, dice):
            group = [at for at in group if chosen[at]]
            if group:
                yield group

    total = sum(sum(1 for _ in batches(pieces, chosen, np.random.default_rng(0))) for _, pieces, chosen in rounds)
    step = 0
    print(f"{time.time() - start:.0f}s: {total} steps", flush=True)
    for lessons, pieces, chosen in rounds:
        for group in batches(pieces, chosen, dice):
            for part, peak in zip(optimizer.param_groups, peaks):
                part["lr"] = max(peak * min(1.0, (step + 1) / 100) * (1.0 - step / total), 0.0)
            batch = lessons.pack(group)
            known = batch["told"] >= 0
            scores = answer(model, lessons, pieces, group)
            loss = F.cross_entropy(scores[known], batch["acts"][known], reduction="sum") / 40
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body + heads, 2.0)
            optimizer.step()
            step += 1
        print(f"{time.time() - start:.0f}s: step {step}", flush=True)
        for name, (lessons, pieces) in judged.items():
            print(f"  {name}: {judge(model, lessons, pieces)}", flush=True)
    if options.save:
        torch.save(model.state_dict(), options.save)


@torch.no_grad()
def label(model, lessons, pieces, path):
    """Writes what is told of each sentence of `silver.tsv` into it."""
    model.eval()
    said = {}
    for group in groups(pieces, 5000):
        told = (answer(model, lessons, pieces, group).softmax(-1) * 100).round().int().tolist()
        for n, at in enumerate(group):
            for word in range(lessons.lengths[at]):
                if told[n][word][0] < QUIET * 100:
                    said[int(lessons.starts[at]) + word] = ",".join(map(str, told[n][word]))
    at = 0
    with open(path + ".new", "w", encoding="utf-8") as out:
        for line in open(path, encoding="utf-8"):
            if line != "\n":
                line = line.rstrip("\n").rsplit("\t", 1)[0] + "\t" + said.get(at, "0") + "\n"
                at += 1
            out.write(line)
    os.replace(path + ".new", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("lessons")
    parser.add_argument("mpnet")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3, help="how often the marked sentences come")
    parser.add_argument("--found", type=float, default=0.12, help="the share of sentences without an act in found.tsv")
    parser.add_argument("--quiet", type=float, default=0.7, help="the same in marked.tsv")
    parser.add_argument("--layers", type=int, default=10, help="how many layers the network has")
    parser.add_argument("--frozen", type=int, default=5, help="how many of them do not learn")
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--pieces", type=int, default=1100, help="pieces of words in a batch")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save", help="where the network is kept; where it is there, it is taken from there")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    start = time.time()
    path = lambda name: f"{options.lessons}/{name}"
    acts = len(open(path("acts.txt"), encoding="utf-8").read().splitlines())
    tokenizer = Tokenizer.from_file(f"{options.mpnet}/tokenizer.json")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    body = MPNetModel.from_pretrained(
        options.mpnet,
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    body.encoder.layer = body.encoder.layer[: options.layers]
    model = Judge(body, options.frozen, acts)
    for part in (model.embed, model.lower):
        for value in part.parameters():
            value.requires_grad = False

    def read(name):
        lessons = Lessons(path(name + ".tsv"), acts)
        lessons.number({})
        return lessons, Pieces(lessons, path(name + ".tsv"), tokenizer)

    if options.save and os.path.exists(options.save):
        model.load_state_dict(torch.load(options.save))
    else:
        teach(model, options, read)
    label(model, *read("silver"), path("silver.tsv"))
    print(f"{time.time() - start:.0f}s: labelled", flush=True)


if __name__ == "__main__":
    sys.exit(main())
