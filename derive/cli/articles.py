"""The articles that the library examines, by the names of their files. Titles are translated; where the
text has none, they say what it is."""

ARTICLES = {
    "000_bd406259d5058328.txt": "Softmax regression and cross entropy from the viewpoint of information theory",
    "001_1b295b69248aa4fb.txt": "Machine learning notes (3): definition and structure of the softmax function",
    "002_4fccad07b834a180.txt": "Notes on softmax regression",
    "003_07137ddb0bec87e6.txt": "A summary of facts about softmax",
    "004_c72f63f74d179def.txt": "The softmax function (a chapter of an encyclopedia)",
}
