#!/usr/bin/env python3
"""Prints made-up reports as JSON Lines, for measuring: reports.py COUNT [SEED].

States, persons and what they agree on are drawn anew for each report; some reports are copies of
earlier ones by another outlet, as with news. Nothing of it ever happened.
"""
import datetime, json, random, sys

STATES = {  # state: adjective, capital, president, prime minister, foreign minister
    "Norway": ("Norwegian", "Oslo"), "Finland": ("Finnish", "Helsinki"), "Sweden": ("Swedish", "Stockholm"),
    "Denmark": ("Danish", "Copenhagen"), "Poland": ("Polish", "Warsaw"), "Austria": ("Austrian", "Vienna"),
    "Portugal": ("Portuguese", "Lisbon"), "Greece": ("Greek", "Athens"), "Vietnam": ("Vietnamese", "Hanoi"),
    "Thailand": ("Thai", "Bangkok"), "Malaysia": ("Malaysian", "Kuala Lumpur"), "Japan": ("Japanese", "Tokyo"),
    "Chile": ("Chilean", "Santiago"), "Peru": ("Peruvian", "Lima"), "Kenya": ("Kenyan", "Nairobi"),
    "Ghana": ("Ghanaian", "Accra"), "Morocco": ("Moroccan", "Rabat"), "Jordan": ("Jordanian", "Amman"),
    "Mongolia": ("Mongolian", "Ulaanbaatar"), "Kazakhstan": ("Kazakh", "Astana"),
}
FIRST = "Anna Boris Clara David Elena Farid Greta Henrik Irina Jonas Karin Lucas Maria Niels Olga Pavel Rosa Stefan Tara Viktor".split()
LAST = "Aalto Berger Castro Dimov Eriksen Fontana Gruber Hansen Ivanov Jensen Kovac Larsen Moreau Novak Okafor Petrov Quiroga Rossi Sato Tanaka".split()
THINGS = ["trade in farm products", "rail links", "student exchanges", "offshore wind power", "the fight against smuggling",
          "joint geological surveys", "tourism", "cyber security", "health research", "space technology", "labour migration",
          "nuclear energy", "defence training", "museum loans", "customs rules"]
PAPERS = ["a memorandum of understanding on {}", "an agreement on {}", "an action plan for {}"]
OUTLETS = ["Harbour News", "The Daily Envoy", "North Post", "Morning Wire", "The Courier of the East"]


def people(draw):
    """Who holds which office: one set of persons for every four years."""
    name = lambda: f"{draw.choice(FIRST)} {draw.choice(LAST)}"
    return {(s, o, t): name() for s in STATES for o in ("President", "Prime Minister", "Foreign Minister") for t in range(7)}


def report(draw, holders, number):
    guest, host = draw.sample(sorted(STATES), 2)
    day = datetime.date(2000, 1, 1) + datetime.timedelta(days=draw.randrange(9400))
    office = draw.choice(("President", "Prime Minister", "Foreign Minister"))
    term = (day.year - 2000) // 4
    a, b = holders[guest, office, term], holders[host, office, term]
    (ga, _), (ha, city) = STATES[guest], STATES[host]
    on = f"{day:%A}"
    things = draw.sample(THINGS, 4)
    lines = [
        f"{ga} {office} {a} paid an official visit to {host} on {day.day} {day:%B} {day.year}.",
        f"{a} held talks with {ha} {office} {b} in {city} on {on}.",
        f"The two sides agreed to expand cooperation in {things[0]} and {things[1]}.",
        f"{b} proposed that the two countries begin talks on {things[2]}.",
        f"{a} invited {b} to visit {guest} next year.",
        f"They signed {draw.choice(PAPERS).format(things[1])}.",
        f"{guest} pledged to support {host} in {things[3]} by {day.year + 2}.",
        f"The ministers were asked to report on {things[0]} within a year.",
    ]
    kept = lines[:2] + draw.sample(lines[2:], draw.randint(3, 6))
    text = f"{ga}, {ha} leaders meet in {city}\n\n" + "\n\n".join(kept)
    published = day + datetime.timedelta(days=1)
    return {"doc": f"made-{number}", "outlet": draw.choice(OUTLETS), "published": str(published),
            "title": f"{ga}, {ha} leaders meet in {city}", "text": text}


def main():
    draw = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    holders, earlier = people(draw), []
    for number in range(int(sys.argv[1])):
        if earlier and draw.random() < 0.1:
            one = dict(draw.choice(earlier), doc=f"made-{number}", outlet=draw.choice(OUTLETS))
        else:
            one = report(draw, holders, number)
            earlier = (earlier + [one])[-200:]
        print(json.dumps(one))


main()
