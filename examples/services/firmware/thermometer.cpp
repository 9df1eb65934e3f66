// SPDX-License-Identifier: MIT
// A device driver as a service in C++, which Python asks: service.get("thermometer"). Where the
// port has native threads it runs on one of its own, and Python goes on while it waits.
// See docs/services.md.
#include "service/service_object.h"

namespace {

// request("read", channel) -> degrees Celsius.
struct Read : weft::Call<Read, float> {
  static const weft::EventId kEvent;
  int channel = 0;
};

// request("offset", channel) -> what to add. Also what it asks of a Python service "calibration".
struct Offset : weft::Call<Offset, float> {
  static const weft::EventId kEvent;
  int channel = 0;
};

// request("calibrated", channel): as "read", plus the offset that "calibration" knows.
struct Calibrated : weft::Call<Calibrated, float> {
  static const weft::EventId kEvent;
  int channel = 0;
};

// post("calls") -> how many readings there were.
struct Count : weft::Call<Count, int> {
  static const weft::EventId kEvent;
};

constexpr weft_event_t kRead = weft_event<Read, &Read::channel>("read");
constexpr weft_event_t kOffset = weft_event<Offset, &Offset::channel>("offset");
constexpr weft_event_t kCalibrated = weft_event<Calibrated, &Calibrated::channel>("calibrated");
constexpr weft_event_t kCount = weft_event<Count>("count");
constexpr weft::EventId Read::kEvent{"read", &kRead};
constexpr weft::EventId Offset::kEvent{"offset", &kOffset};
constexpr weft::EventId Calibrated::kEvent{"calibrated", &kCalibrated};
constexpr weft::EventId Count::kEvent{"count", &kCount};

class Thermometer : public weft::Service {
 public:
  Thermometer() : Service(kTable) {}

 private:
  static constexpr int kNoDevice = 19;  // ENODEV

  // The device: half a degree more on each channel.
  float measure(int channel) {
    readings_++;
    return 20 + 0.5f * static_cast<float>(channel);
  }

  void read(Read& call) {
    if (call.channel < 0) {
      call.reject(kNoDevice);
    } else {
      call.resolve(measure(call.channel));
    }
  }

  void count(Count& call) { call.resolve(readings_); }

  // The offset comes back as another message: meanwhile it serves others.
  void calibrated(Calibrated& call) {
    if (origin_ != nullptr) {
      call.reject(weft::kFull);
      return;
    }
    weft::InVm in_vm;
    weft::Service* calibration = weft_find_service("calibration");
    if (calibration == nullptr) {
      call.reject(kNoDevice);
      return;
    }
    origin_ = &call;
    offset_.channel = call.channel;
    offset_.set_context(reinterpret_cast<uintptr_t>(this));
    offset_.then(&Thermometer::got_offset, this);
    calibration->request(offset_);
  }

  static void got_offset(weft::Future& answer) {
    auto& self = *reinterpret_cast<Thermometer*>(answer.context());
    Calibrated& call = *self.origin_;
    self.origin_ = nullptr;
    if (answer.resolved()) {
      call.resolve(self.measure(call.channel) + self.offset_.result());
    } else {
      call.reject(answer.error());
    }
  }

  static const weft::Handler kHandlers[];
  static const weft::ServiceTable kTable;

  Offset offset_;
  Calibrated* origin_ = nullptr;
  int readings_ = 0;
};

constexpr weft::Handler Thermometer::kHandlers[] = {
    weft::on<&Thermometer::read>,
    weft::on<&Thermometer::calibrated>,
    weft::on<&Thermometer::count>,
};
constexpr weft::ServiceTable Thermometer::kTable{"thermometer", Thermometer::kHandlers};

}  // namespace

void weft_register_services() {
  static const weft_event_t* const events[] = {&kRead, &kCalibrated, &kCount};
  static weft_service_t entry = {&weft_static<Thermometer>(), events, 3, MICROPY_PY_THREAD};
  weft_register_service(entry);
}
