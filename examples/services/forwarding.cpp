// SPDX-License-Identifier: MIT
// One service asks another, adds to the answer, and gives it to whoever has asked: main -> shop ->
// store -> shop -> main. The shop does not know who has asked, and serves others meanwhile.
#include <cstdio>

#include "host.h"

struct Stock : weft::Call<Stock, int> {
  static constexpr weft::EventId kEvent{"stock"};
  int article = 0;
};

struct Price : weft::Call<Price, int> {
  static constexpr weft::EventId kEvent{"price"};
  int article = 0;
};

class Store : public weft::Service {
 public:
  Store() : Service(kTable) {}

 private:
  void stock(Stock& call) { call.resolve(10 * call.article); }

  static const weft::Handler kHandlers[];
  static const weft::ServiceTable kTable;
};
constexpr weft::Handler Store::kHandlers[] = {weft::on<&Store::stock>};
constexpr weft::ServiceTable Store::kTable{"store", Store::kHandlers};

class Shop : public weft::Service {
 public:
  explicit Shop(Store& store) : Service(kTable), store_(store) {}

 private:
  // The question's context is the request that it is for.
  void price(Price& call) {
    question_.article = call.article;
    question_.set_context(reinterpret_cast<uintptr_t>(&call));
    question_.then(&Shop::answered, this);
    store_.request(question_);
  }
  // On the shop's own thread.
  static void answered(weft::Future& answer) {
    auto& origin = *reinterpret_cast<Price*>(answer.context());
    if (answer.resolved()) {
      origin.resolve(100 - static_cast<Stock&>(answer).result());
    } else {
      origin.reject(answer.error());
    }
  }

  static const weft::Handler kHandlers[];
  static const weft::ServiceTable kTable;
  Store& store_;
  Stock question_;
};
constexpr weft::Handler Shop::kHandlers[] = {weft::on<&Shop::price>};
constexpr weft::ServiceTable Shop::kTable{"shop", Shop::kHandlers};

int main() {
  set_up_host();
  Store store;
  Shop shop(store);
  start(store);
  start(shop);
  Price price;
  for (int article : {1, 4}) {
    price.article = article;
    shop.request(price);
    (void)price.wait();
    std::printf("article %d costs %d\n", article, price.result());
  }
  stop(store);
  shop.request(price);
  (void)price.wait();
  std::printf("the store is closed: %s\n", price.error() == weft::kStopped ? "stopped" : "?");
  stop(shop);
}
