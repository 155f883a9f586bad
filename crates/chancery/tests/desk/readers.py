"""Reads what Chancery exports with the programs that people will read it with: readers.py FOLDER.

Each check needs its package; one whose package is missing says that it was skipped. `./test` installs
them all into target/readers.
"""
import importlib, json, pathlib, re, sys, traceback

folder = pathlib.Path(sys.argv[1])
checks = []


class Skipped(Exception):
    """A part of a check that cannot be made here."""


def check(*packages):
    def add(test):
        checks.append((test.__name__, packages, test))
    return add


def rows(kind):
    lines = (folder / "ledger.jsonl").read_text().splitlines()
    return [row for row in map(json.loads, lines) if row["row"] == kind]


@check("pyarrow.parquet")
def parquet(pq):
    tables = {path.stem: pq.read_table(path) for path in folder.glob("*.parquet")}
    assert {"events", "commitments", "people"} <= tables.keys(), tables.keys()
    assert tables["events"].num_rows == len(rows("event"))
    ids = set(tables["events"].column("id").to_pylist())
    assert ids == {row["id"] for row in rows("event")}


@check("duckdb")
def duck(duckdb):
    # Nothing is fetched from outside.
    db = duckdb.connect(config={"autoinstall_known_extensions": False})
    count = lambda sql: db.execute(sql).fetchall()[0][0]
    assert count(f"SELECT count(*) FROM '{folder}/events.parquet'") == len(rows("event"))
    assert count(f"SELECT count(*) FROM read_json_auto('{folder}/ledger.jsonl')") > 0
    try:
        # The extension comes as a package of its own, for the version that it was built for.
        extension = importlib.import_module("duckdb_extension_sqlite_scanner")
        [file] = pathlib.Path(extension.__file__).parent.glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension")
        db.execute(f"LOAD '{file}'")
    except Exception as error:
        raise Skipped(f"its tables are read, the SQLite file is not opened: {str(error).splitlines()[0]}")
    db.execute(f"ATTACH '{folder}/test.db' AS chancery (TYPE sqlite)")
    assert count("SELECT count(*) FROM chancery.v_events") == len(rows("event"))


@check("datasette.app", "datasette.utils.sqlite", "asyncio")
def datasette(app, sqlite, asyncio):
    # The index of words is an FTS5 table with `contentless_delete`. Datasette takes the SQLite of the
    # package pysqlite3 where it is installed.
    version = sqlite.sqlite3.sqlite_version
    if tuple(map(int, version.split("."))) < (3, 43):
        raise Skipped(f"its SQLite is {version}, and the database needs 3.43 or later: install pysqlite3-binary")

    async def ask():
        site = app.Datasette([str(folder / "test.db")])
        await site.invoke_startup()
        database = site.get_database("test")
        views = set(await database.view_names())
        assert {"v_events", "v_commitments", "v_people", "v_quotes"} <= views, views
        for view in sorted(views):
            answer = await site.client.get(f"/test/{view}.json?_size=5&_shape=array")
            assert answer.status_code == 200, (view, answer.text[:300])
        answer = await site.client.get("/test/v_events.json?_shape=array&_size=max")
        assert len(answer.json()) == len(rows("event"))
    asyncio.run(ask())


@check("networkx")
def graph(networkx):
    graph = networkx.read_graphml(folder / "ledger.graphml")
    assert graph.number_of_nodes() > 1 and graph.number_of_edges() > 0
    assert all(data for _, data in graph.nodes(data=True))


@check("icalendar")
def calendar(icalendar):
    for name in ("timeline.ics", "calendar.ics"):
        read = icalendar.Calendar.from_ical((folder / name).read_bytes())
        events = read.walk("VEVENT")
        assert name == "calendar.ics" or events
        for event in events:
            assert event["UID"] and event["SUMMARY"] and event["DTSTAMP"], event
            begin, end = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else None
            assert end is None or begin < end, event
    assert len(read.errors) == 0


@check("followthemoney.model")
def followthemoney(ftm):
    from followthemoney import model
    found = 0
    for line in (folder / "ledger.ftm.json").read_text().splitlines():
        entity = model.get_proxy(json.loads(line), cleaned=False)
        assert entity.id and entity.caption, line
        model.get(entity.schema.name).validate(entity.to_dict())
        found += 1
    assert found > len(rows("event"))


@check("pyld.jsonld")
def linked_data(jsonld):
    graph = json.loads((folder / "ledger.jsonld").read_text())
    expanded = jsonld.expand(graph)
    types = [kind for node in expanded for kind in node.get("@type", [])]
    assert "https://schema.org/Event" in types, set(types)
    assert types.count("https://schema.org/Event") == len(rows("event"))
    assert "http://www.w3.org/ns/oa#Annotation" in types
    assert jsonld.to_rdf(graph)


@check("pypdf")
def pdf(pypdf):
    read = pypdf.PdfReader(folder / "briefing.pdf")
    assert len(read.pages) > 1
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    markdown = (folder / "briefing.md").read_text()
    for title in re.findall(r"^## (.+)$", markdown, re.MULTILINE):
        assert title in text, title
    assert all(abs(float(page.mediabox.width) - 595.28) < 1 for page in read.pages), "A4"
    # Letters with marks come back as they were printed.
    words = set(re.findall(r"\w*[À-ỹ]\w*", markdown))
    lost = [word for word in words if word not in text]
    assert not words or len(lost) < len(words) / 10, lost


failed = 0
for name, packages, test in checks:
    try:
        modules = [importlib.import_module(package) for package in packages]
    except ImportError as missing:
        print(f"skipped: {name}: {missing}")
        continue
    try:
        test(*modules)
        print(f"done: {name}")
    except Skipped as why:
        print(f"skipped: {name}: {why}")
    except Exception:
        traceback.print_exc()
        print(f"FAILED: {name}")
        failed += 1
sys.exit(1 if failed else 0)
