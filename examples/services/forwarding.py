# SPDX-License-Identifier: MIT
"""One service asks another, adds to the answer, and gives it to whoever has asked: main -> shop ->
store -> shop -> main. The shop does not know who has asked, and serves others meanwhile."""

import service
from service import Service

store = Service("store", handlers={"stock": lambda request, article: 10 * article})
shop = Service("shop")


@shop.handler("price")
def price(request, article):
    return request.forward(store, "stock", article, then=priced)


def priced(request, answer):  # on the shop's own thread
    request.resolve(100 - answer.result())


store.start().result()
shop.start().result()
for article in (1, 4):
    print("article %d costs %d" % (article, shop.request("price", article).result()))
store.stop().result()
try:
    shop.request("price", 1).result()
except service.Stopped:
    print("the store is closed: stopped")
shop.stop().result()
