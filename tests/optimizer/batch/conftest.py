"""A table with a good row, and rows with something wrong."""

import pytest

TABLE = """id,text,wish,usual,words,note
1,my dog hates the rain,300,100,dog,=1+1
2,,300,100,,plain
3,@bob our team wants the rain,300,oops,,"a ""b"",
c"
4,the cat hates the rain,many,,,-5
5,a friend found the rain,200,,cat,
6,the cat loves coffee,,50,,
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path
