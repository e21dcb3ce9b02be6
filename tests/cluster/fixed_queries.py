"""Queries over news that have every construct of the language, in all combinations that are translated apart."""

from __future__ import annotations

ARTICLE_QUERIES = (
    # words
    "oil prices", "=prices", "ceasefire talks", "14,000", "5.93", "US", "us", "IT", "who", "NATO",
    "U.S. trade deficit",
    "Łódź", "don't", "the", "to be or not to be", "zzzyx", "Mohammed visit", "Gaddafi", "Erdogan", "Zelensky",
    "oil oil price", "the president said on monday that interest rates would rise",
    # phrases
    '"interest rates"', '"prime minister"', '"balance of payments"', '"the president said"', "all-out", '"he said"',
    '"oil prices"~4', '"minister said oil"~5', '"the of the"~3', '"said it would"~9', '"the the the"~6',
    '"bank of england"~2', '"a"', '"in the in"~250',
    # all, any, none
    "oil AND opec", "ceasefire OR truce", "oil -opec", "oil NOT (opec OR gas)", "(wheat OR corn) exports",
    "-oil date:1987-03", "-oil -the", 'trump OR (oil prices) OR "gold mine"', "oil OR -opec", "NOT (oil OR trump)",
    'dollar yen -("west germany" OR bundesbank)',
    # near each other
    "oil NEAR/5 price", "bank NEAR/3 england", "talks ADJ/5 oil", "minister ADJ/2 finance", "oil NEAR/250 price",
    '(wheat OR corn) NEAR/9 "soviet union"', '"prime minister" NEAR/4 "interest rates"', "bank ADJ/3 of ADJ/3 japan",
    "said ADJ/5 oil ADJ/5 price", "bank NEAR/5 bank", "the NEAR/3 the NEAR/3 the", "oil NEAR/5 price NEAR/5 opec",
    "trade NEAR/9 deficit NEAR/4 us", "oil NEAR/200 opec NEAR/200 price", "said NEAR/1 he",
    "(oil ADJ/3 price) NEAR/9 opec", "the ADJ/4 of ADJ/4 the ADJ/4 said", '"of the" NEAR/3 "in the" NEAR/9 said',
    "the NEAR/2 of NEAR/2 in NEAR/2 a", "=talks NEAR/5 talks", '("oil price" OR opec) NEAR/6 (barrel OR "a barrel")',
    # sentences and paragraphs
    "oil SENT opec", "oil PARA opec", "the SENT of SENT in SENT said", "oil SENT oil", "the SENT the SENT the",
    '"interest rates" SENT bank', "(oil NEAR/3 price) SENT opec", "(oil OR gas) SENT (price OR gas)",
    "trump PARA (white ADJ/2 house) PARA said", '("oil prices"~3 OR gas) PARA the PARA "the oil"',
    "(bank OR rate) SENT (rate OR the) SENT (the OR bank)", "said SENT said SENT he SENT he",
    # how often
    "atleast3:oil", 'atleast2:"interest rates"', "atleast4:(oil OR gas)", "atleast2:(oil NEAR/5 price)",
    "atleast30:the", 'atleast3:("the the" OR the)', "atleast2:(the NEAR/3 of NEAR/3 in)", "atleast250:the",
    'atleast2:("to the"~4 OR to)', "atleast2:(oil ADJ/4 price ADJ/9 said)",
    # parts of the article
    "title:oil", "body:oil", "body:oil -title:oil", "lead:oil", 'title:"oil prices"', "body:(oil NEAR/3 price)",
    "lead:(oil NEAR/4 price) OR title:wheat", "lead:(the SENT of)", "title:(trade SENT us)", "lead:(oil -opec)",
    "title:(oil OR wheat OR trump)", "body:(the SENT the)", "lead:(atleast2:the)", "body:(atleast2:oil)",
    'body:"the of"~6', "title:=us", "lead:with", "title:US", "lead:(oil NEAR/9 price NEAR/9 opec)", 'lead:"of the"',
    "body:(trade ADJ/5 deficit ADJ/50 us)",
    # patterns
    "negotiat*", "*fire", "ag?eement", "ceasfire~", "ceasfire~1", "presidnet~2", "re*", "us*", "title:nego*",
    "body:*ing", "lead:pri*", "oil SENT pric*", "re* NEAR/4 oil", "*ing ADJ/1 the", "atleast5:re*",
    "opec~ NEAR/9 oil",
    "(re* OR *ing) SENT (the OR of*)", "who*", "oil NEAR/6 *ing NEAR/6 the", "abc~2",
    # who said it
    "speaker:trump", "speaker:=trump", 'speaker:"donald trump"', "quote:oil", "speaker:trump quote:we",
    "said:(speaker:trump we) said:(-speaker:trump)", "-speaker:trump quote:oil", "cue:said", "cue:told*", "basis:cue",
    "basis:pronoun speaker:trump", "confidence:>=.9 speaker:trump", "confidence:<.5", "said:(oil NEAR/5 price)",
    "oil -quote:oil", 'quote:"we are"', "said:(we SENT will)", "speaker:trum*", "speaker:trmup~",
    "quote:(atleast2:we)",
    # outlets, dates, addresses
    "source:reuters", 'source:"rt"', "source:(reuters OR rt) oil", "outlet:reuters", "author:smith", "date:1987-03",
    "date:1987-02-26..1987-03-05", "date:1987..", "date:..1990 oil", "date:unknown", "id:reuters21578-0",
    "generation:>0", "generation:>1", "generation:1 oil", "path:news*", "url:https://*", "language:en", "language:de",
    "section:cocoa", "section:(cocoa OR trade) -oil", "oil OR date:2017", "oil OR source:reuters",
    "trump OR section:oil",
)  # fmt: skip
QUOTATION_QUERIES = (
    "oil", "we will", "=we", '"we are"', '"we are the"~4', "we NEAR/5 will", "we ADJ/3 the ADJ/3 of", "we SENT will",
    "atleast2:we", "re*", "oil SENT pric*", "we -will", "-we", "speaker:trump", "speaker:=trump", "speaker:trump we",
    'speaker:"donald trump" OR speaker:putin', "cue:said", "basis:unknown", "confidence:>=.9 we", "confidence:<.5",
    "title:oil", "body:oil we", "source:reuters", "oil source:reuters", "oil OR source:reuters",
    "oil -source:reuters",
    "-oil source:reuters", "(oil source:reuters) OR (trump -title:trump)", "(title:trump OR oil) (body:oil OR price)",
    "date:1987-03 oil", "language:en we", "generation:>=1", "generation:>1 oil", "NOT (title:oil OR speaker:trump)",
    "lead:oil the", "said:(we will)", "we NEAR/9 will NEAR/9 be", "speaker:trum* -basis:cue", "section:trade",
    "zzzyx",
)  # fmt: skip
