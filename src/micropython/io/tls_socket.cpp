// SPDX-License-Identifier: MIT
// ssl: CPython 3.13's SSLSocket, as a native type that derives from socket's. mbedTLS is always
// asked to go as far as it gets without waiting, and says in which direction it would wait; the
// caller then parks as one who reads or writes a plain socket.
//
// Any OS thread may call. One thread may read while others write. A wait that was ended from
// outside (a timeout, a kill) leaves the connection as it is: the call may be made again. What of a
// record has not gone out goes before anything else.
#include "io/tls.h"

#if WEFT_TLS

#include <arpa/inet.h>
#include <errno.h>
#include <mbedtls/asn1.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/oid.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "fibers/wait.h"
#include "types/method.h"

using weft::Micros;
using weft::Outcome;

extern "C" const mp_obj_type_t weft_type_tls_socket;

namespace {

constexpr size_t kRecord = MBEDTLS_SSL_MAX_CONTENT_LEN;
constexpr int kShaken = 1;  // of shake(): the handshake is over
constexpr Micros kNotYet = 0;

struct TlsSocketObject : SocketObject {
  mp_obj_t context;  // ssl.SSLContext
  bool server_side;
  bool shakes_on_connect;
  bool suppresses_ragged_eofs;
  bool is_stream;  // read() and write() are those of MicroPython's streams, for asyncio

  TlsSettings* settings;  // nullptr: not connected yet, or closed; then there is no `ssl`
  bool encrypted;         // from start() to unwrap() or shutdown(): else it is a plain socket
  bool ended;             // the peer has said that it sends no more
  bool notified;          // so have we
  uint16_t repeats;       // that many bytes the next send() only repeats: see write_record()
  int failed;             // what has broken the connection; 0: nothing
  int wanted;             // what mbedTLS wanted last, to read or to write
  int error;              // errno of a receive or a send that failed
  uint8_t address[16];    // of the server, if that has no name
  uint8_t address_size;
  TlsReport report;
  mbedtls_ssl_context ssl;
};

TlsSocketObject* to_tls(mp_obj_t object) {
  return static_cast<TlsSocketObject*>(weft_to_socket(object));
}

// --- what mbedTLS calls, with a TlsLock ---

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

template <typename Call>
int transfer(TlsSocketObject* self, Poller::Direction direction, Call call) {
  ssize_t length;
  do {
    Poller::start_call(*self->descriptor, direction);
    length = call();
  } while (length < 0 && errno == EINTR);
  if (length < 0 && would_block(errno)) {
    self->wanted =
        direction == Poller::kRead ? MBEDTLS_ERR_SSL_WANT_READ : MBEDTLS_ERR_SSL_WANT_WRITE;
    return self->wanted;
  }
  Poller::end_call(*self->descriptor, direction, true);
  if (length >= 0) return static_cast<int>(length);
  self->error = errno;
  return direction == Poller::kRead ? MBEDTLS_ERR_NET_RECV_FAILED : MBEDTLS_ERR_NET_SEND_FAILED;
}

int receive(void* self_in, unsigned char* data, size_t size) {
  auto* self = static_cast<TlsSocketObject*>(self_in);
  return transfer(self, Poller::kRead, [&] { return recv(self->fd, data, size, 0); });
}

int transmit(void* self_in, const unsigned char* data, size_t size) {
  auto* self = static_cast<TlsSocketObject*>(self_in);
  return transfer(self, Poller::kWrite, [&] { return send(self->fd, data, size, MSG_NOSIGNAL); });
}

bool next_tag(unsigned char** at, const unsigned char* end, size_t* length, int tag) {
  return mbedtls_asn1_get_tag(at, end, length, tag) == 0;
}

// Whether a certificate is for an IP address. (mbedTLS 2.28 compares names only.)
bool is_for_address(const mbedtls_x509_crt* certificate, const uint8_t* address, size_t size) {
  constexpr int kSequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE;
  constexpr unsigned char kAddressTag = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7;
  unsigned char* at = certificate->v3_ext.p;
  const unsigned char* end = at + certificate->v3_ext.len;
  size_t length;
  if (at == nullptr || !next_tag(&at, end, &length, kSequence)) return false;
  while (at < end && next_tag(&at, end, &length, kSequence)) {
    unsigned char* extension_end = at + length;
    mbedtls_x509_buf id = {MBEDTLS_ASN1_OID, 0, nullptr};
    bool has_id = next_tag(&at, extension_end, &id.len, MBEDTLS_ASN1_OID);
    id.p = at;
    if (!has_id || MBEDTLS_OID_CMP(MBEDTLS_OID_SUBJECT_ALT_NAME, &id) != 0) {
      at = extension_end;
      continue;
    }
    at += id.len;
    int critical;
    mbedtls_asn1_get_bool(&at, extension_end, &critical);  // if it is there
    if (!next_tag(&at, extension_end, &length, MBEDTLS_ASN1_OCTET_STRING) ||
        !next_tag(&at, extension_end, &length, kSequence)) {
      return false;
    }
    while (at < extension_end) {
      unsigned char tag = *at++;
      if (mbedtls_asn1_get_len(&at, extension_end, &length) != 0) return false;
      if (tag == kAddressTag && length == size && memcmp(at, address, size) == 0) return true;
      at += length;
    }
    return false;
  }
  return false;
}

bool is_self_signed(const mbedtls_x509_crt* certificate) {
  return certificate->issuer_raw.len == certificate->subject_raw.len &&
         memcmp(certificate->issuer_raw.p, certificate->subject_raw.p,
                certificate->issuer_raw.len) == 0;
}

// Called for each certificate of the peer's chain, its own last; `flags` says what is wrong with
// it.
int verify(void* self_in, mbedtls_x509_crt* certificate, int depth, uint32_t* flags) {
  auto* self = static_cast<TlsSocketObject*>(self_in);
  bool is_peer = depth == 0;
  if (is_peer && !self->settings->check_hostname) *flags &= ~MBEDTLS_X509_BADCERT_CN_MISMATCH;
  if (is_peer && self->settings->check_hostname && self->address_size != 0 &&
      !is_for_address(certificate, self->address, self->address_size)) {
    *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
  }
  if (self->report.flags == 0 && *flags != 0) {
    self->report.flags = *flags;
    self->report.self_signed = is_self_signed(certificate);
    self->report.is_peer = is_peer;
  }
  // With CERT_OPTIONAL mbedTLS goes on whatever it finds.
  bool refuse = is_peer && self->settings->verify == kCertOptional && self->report.flags != 0;
  return refuse ? MBEDTLS_ERR_X509_CERT_VERIFY_FAILED : 0;
}

// --- steps: what can be done without waiting, with a TlsLock ---

bool would_wait(int result) {
  return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE;
}

bool is_shaken(const TlsSocketObject* self) {
  return self->ssl.state == MBEDTLS_SSL_HANDSHAKE_OVER;
}

// Whether a handshake could not be sent as the peer has ended it before: it said why, in the clear.
bool take_alert(TlsSocketObject* self) {
  unsigned char record[7];  // type, version, two bytes of length; level, alert
  constexpr ssize_t kSize = sizeof(record);
  if (recv(self->fd, record, kSize, 0) != kSize || record[0] != MBEDTLS_SSL_MSG_ALERT) return false;
  self->report.alert = record[6];
  return true;
}

// A socket that is closed with data that nobody has read resets the connection, and takes from the
// peer what it was told last: why.
void drop_received(TlsSocketObject* self) {
  char data[512];
  for (int i = 0; i < 100 && recv(self->fd, data, sizeof(data), 0) > 0; i++) {
  }
}

// What mbedTLS returned, noted if it is the end of the connection.
int noted(TlsSocketObject* self, int result) {
  if (result == MBEDTLS_ERR_NET_SEND_FAILED && !is_shaken(self) && take_alert(self)) {
    self->failed = MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE;
    return self->failed;
  }
  if (result >= 0 || would_wait(result) || result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ||
      result == MBEDTLS_ERR_NET_RECV_FAILED || result == MBEDTLS_ERR_NET_SEND_FAILED) {
    return result;
  }
  if (result == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) self->report.alert = self->ssl.in_msg[1];
  if (result == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE) {  // of which mbedTLS does not tell the peer
    mbedtls_ssl_send_alert_message(&self->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL,
                                   MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE);
  }
  self->failed = result;
  drop_received(self);
  return result;
}

// The errno of a socket that was closed while others waited for the lock.
int closed(TlsSocketObject* self) {
  self->error = EBADF;
  return MBEDTLS_ERR_NET_RECV_FAILED;
}

// A step of the handshake; kShaken once it is over.
int shake(TlsSocketObject* self) {
  TlsLock lock;
  if (self->settings == nullptr) return closed(self);
  if (self->failed != 0) return self->failed;
  if (is_shaken(self)) return kShaken;
  return noted(self, mbedtls_ssl_handshake_step(&self->ssl));
}

// Sends what is left of a record. mbedtls_ssl_write() does so first, and then takes for granted
// that it was called with the same data again.
int flush(TlsSocketObject* self) {
  if (self->ssl.out_left == 0 || !is_shaken(self)) return 0;
  const unsigned char nothing = 0;
  int result = mbedtls_ssl_write(&self->ssl, &nothing, 1);
  return result < 0 ? noted(self, result) : 0;
}

// Returns how many bytes were read; 0 if the peer has said that it sends no more.
int read_record(TlsSocketObject* self, char* data, size_t size) {
  TlsLock lock;
  if (self->settings == nullptr) return closed(self);
  if (self->failed != 0) return self->failed;
  if (self->ended) return 0;
  int result = mbedtls_ssl_read(&self->ssl, reinterpret_cast<unsigned char*>(data), size);
  if (result == 0) return MBEDTLS_ERR_SSL_CONN_EOF;
  if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
    self->ended = true;
    return 0;
  }
  return noted(self, result);
}

// Encrypts a record, and sends it; returns how many bytes are in it. If a part of it would have to
// wait, MBEDTLS_ERR_SSL_WANT_WRITE: flush_record() sends the rest. `repeats`: or the caller calls
// again with the same bytes, as one does who has a socket that does not block.
int write_record(TlsSocketObject* self, BufferPart part, bool repeats) {
  TlsLock lock;
  if (self->settings == nullptr) return closed(self);
  if (self->failed != 0) return self->failed;
  int result = flush(self);
  if (result < 0) return result;
  if (self->repeats != 0) {
    if (part.size < self->repeats) return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
    result = self->repeats;
    self->repeats = 0;
    return result;
  }
  size_t size = part.size < kRecord ? part.size : kRecord;
  result = mbedtls_ssl_write(&self->ssl, reinterpret_cast<unsigned char*>(part.data), size);
  if (result == MBEDTLS_ERR_SSL_WANT_WRITE && is_shaken(self)) {
    if (repeats) self->repeats = size;
    return repeats ? result : static_cast<int>(size);
  }
  return noted(self, result);
}

int flush_record(TlsSocketObject* self) {
  TlsLock lock;
  if (self->settings == nullptr) return closed(self);
  return self->failed != 0 ? self->failed : flush(self);
}

// Says that no more is sent.
int notify(TlsSocketObject* self) {
  TlsLock lock;
  if (self->settings == nullptr) return closed(self);
  if (self->failed != 0) return self->failed;
  int result = flush(self);
  if (result < 0 || self->notified) return result;
  self->notified = true;
  return noted(self, mbedtls_ssl_close_notify(&self->ssl));
}

// --- waiting, and raising ---

[[noreturn]] void raise(TlsSocketObject* self, int result) {
  if (result == MBEDTLS_ERR_NET_RECV_FAILED || result == MBEDTLS_ERR_NET_SEND_FAILED) {
    mp_raise_OSError(self->error);
  }
  weft_raise_tls(result, &self->report);
}

// Makes a step until it need not wait. A socket that does not block gets what the step returned.
template <typename Step>
int complete(TlsSocketObject* self, const char* timed_out, Micros* deadline, Step step) {
  for (;;) {
    int result = step();
    if (!would_wait(result) || self->timeout == kDoNotWait) return result;
    Poller::Direction direction =
        result == MBEDTLS_ERR_SSL_WANT_READ ? Poller::kRead : Poller::kWrite;
    if (!weft_await_socket(self, direction, deadline)) weft_raise_timed_out(timed_out);
    if (self->fd == kClosed) mp_raise_OSError(EBADF);
  }
}

// The mathematics takes a millisecond here and there: others run in between.
void give_way(TlsSocketObject* self) {
  if (self->timeout == kDoNotWait || !weft_can_park()) return;
  if (weft::port::native_caller() == nullptr) {
    weft_must_wait_again(weft::scheduler.yield() ? Outcome::kWoken : Outcome::kNoMemory);
  } else {
    MP_THREAD_GIL_EXIT();
    MP_THREAD_GIL_ENTER();
    weft_must_wait_again(Outcome::kWoken);
  }
}

// Returns 0, or what the handshake waits for.
int shake_hands(TlsSocketObject* self) {
  Micros deadline = kNotYet;
  for (;;) {
    int result =
        complete(self, "The handshake operation timed out", &deadline, [&] { return shake(self); });
    if (result == kShaken) return 0;
    if (would_wait(result)) return result;
    if (result != 0) raise(self, result);
    give_way(self);
  }
}

void shake_hands_first(TlsSocketObject* self) {
  if (!is_shaken(self) && self->timeout != kDoNotWait) shake_hands(self);
}

void check_encrypted(TlsSocketObject* self, mp_rom_error_text_t text) {
  if (self->fd == kClosed || !self->encrypted) mp_raise_ValueError(text);
}

// Reads what there is, up to `size` bytes, to where place() says each time; 0 at the end.
template <typename Place>
size_t read_some(TlsSocketObject* self, Place place) {
  shake_hands_first(self);
  Micros deadline = kNotYet;
  int result = complete(self, "The read operation timed out", &deadline, [&] {
    BufferPart part = place();
    return part.size == 0 ? 0 : read_record(self, part.data, part.size);
  });
  if (result == MBEDTLS_ERR_SSL_CONN_EOF && self->suppresses_ragged_eofs) return 0;
  if (result < 0) raise(self, result);
  return result;
}

mp_obj_t read_bytes(TlsSocketObject* self, size_t size) {
  if (size > kRecord) size = kRecord;  // more does not come at once
  vstr_t own;
  char* place = weft_scratch(size);
  if (place == nullptr) {
    vstr_init_len(&own, size);
    place = own.buf;
  }
  size_t length = read_some(self, [&] { return BufferPart{place, size}; });
  if (place != own.buf) return mp_obj_new_bytes(reinterpret_cast<byte*>(place), length);
  own.len = length;
  return mp_obj_new_bytes_from_vstr(&own);
}

// Sends a record of what is in a buffer from `offset` on.
size_t write_some(TlsSocketObject* self, mp_obj_t buffer, size_t offset, Micros* deadline) {
  static const char* const kTimedOut = "The write operation timed out";
  int length = complete(self, kTimedOut, deadline, [&] {
    BufferPart part = weft_part_of(buffer, MP_BUFFER_READ, offset, SIZE_MAX);
    if (part.size == 0) return 0;
    return write_record(self, part, self->timeout == kDoNotWait);
  });
  if (length < 0) raise(self, length);
  int rest = complete(self, kTimedOut, deadline, [&] { return flush_record(self); });
  if (rest < 0) raise(self, rest);
  return length;
}

void check_no_flags(mp_obj_t flags, mp_rom_error_text_t text) {
  if (mp_obj_get_int(flags) != 0) mp_raise_ValueError(text);
}

[[noreturn]] void refuse(qstr method) {
  mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("%q not allowed on instances of SSLSocket"),
                    method);
}

// Frees what mbedTLS has, once the descriptor is closed.
void free_if_closed(TlsSocketObject* self) {
  TlsLock lock;
  if (self->fd != kClosed || self->settings == nullptr) return;
  mbedtls_ssl_free(&self->ssl);
  weft_free_tls_settings(self->settings);
  self->settings = nullptr;
}

int set_up(TlsSocketObject* self, TlsSettings* settings) {
  TlsLock lock;
  mbedtls_ssl_init(&self->ssl);
  int result = mbedtls_ssl_setup(&self->ssl, &settings->config);
  if (result != 0) return result;
  const char* name = nullptr;
  if (self->report.hostname != mp_const_none) {
    name = mp_obj_str_get_str(self->report.hostname);
    if (inet_pton(AF_INET, name, self->address) == 1) {
      self->address_size = 4;
    } else if (inet_pton(AF_INET6, name, self->address) == 1) {
      self->address_size = 16;
    }
    if (self->address_size != 0) name = nullptr;
  }
  result = mbedtls_ssl_set_hostname(&self->ssl, name);
  mbedtls_ssl_set_verify(&self->ssl, verify, self);
  mbedtls_ssl_set_bio(&self->ssl, self, transmit, receive, nullptr);
  return result;
}

}  // namespace

extern "C" {

mp_obj_t weft_tls_make_new(const mp_obj_type_t*, size_t, size_t, const mp_obj_t*) {
  mp_raise_TypeError(
      MP_ERROR_TEXT("SSLSocket does not have a public constructor. Instances are returned by "
                    "SSLContext.wrap_socket()."));
}

// wrap(sock, ssl_context, server_side, server_hostname, do_handshake_on_connect,
// suppress_ragged_eofs) -> an SSLSocket with the socket's descriptor, which it takes over.
mp_obj_t weft_tls_wrap(size_t, const mp_obj_t* args) {
  SocketObject* plain = weft_to_socket(weft_native_self(&weft_type_socket, args[1]));
  if (plain->fd == kClosed) mp_raise_OSError(EBADF);
  auto* self = mp_obj_malloc_with_finaliser(TlsSocketObject, &weft_type_tls_socket);
  mp_obj_base_t base = self->base;
  memset(static_cast<void*>(self), 0, sizeof(*self));
  static_cast<SocketObject&>(*self) = *plain;
  self->base = base;
  self->files = 0;
  self->closing = false;
  self->context = args[2];
  self->server_side = mp_obj_is_true(args[3]);
  self->report.hostname = args[4];
  self->shakes_on_connect = mp_obj_is_true(args[5]);
  self->suppresses_ragged_eofs = mp_obj_is_true(args[6]);
  self->report.alert = -1;
  weft_let_go_of_socket(plain);
  poller.adopt(self->fd);  // whose record there is
  return MP_OBJ_FROM_PTR(self);
}

// start(sock): what is sent and received from now on is encrypted.
mp_obj_t weft_tls_start(mp_obj_t context, mp_obj_t self_in) {
  TlsSocketObject* self = to_tls(self_in);
  TlsSettings* settings = weft_tls_settings(context);
  int result = set_up(self, settings);
  if (result == MBEDTLS_ERR_SSL_ALLOC_FAILED) {
    gc_collect();  // which may find sockets that nobody has closed
    mbedtls_ssl_free(&self->ssl);
    result = set_up(self, settings);
  }
  if (result != 0) {
    TlsLock lock;
    mbedtls_ssl_free(&self->ssl);
    weft_free_tls_settings(settings);
  }
  if (result != 0) weft_raise_tls(result, nullptr);
  self->settings = settings;
  self->encrypted = true;
  return mp_const_none;
}

mp_obj_t weft_tls_do_handshake(mp_obj_t self_in, const mp_obj_t* args) {
  TlsSocketObject* self = to_tls(self_in);
  if (!self->encrypted) {
    sockaddr_storage peer;
    socklen_t length = sizeof(peer);
    if (getpeername(self->fd, reinterpret_cast<sockaddr*>(&peer), &length) != 0) {
      mp_raise_OSError(errno);
    }
    mp_raise_ValueError(MP_ERROR_TEXT("No SSL wrapper around the socket"));
  }
  Micros timeout = self->timeout;
  bool block = timeout == kDoNotWait && mp_obj_is_true(args[0]);
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) {
    if (block) self->timeout = timeout;
    nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
  }
  if (block) self->timeout = weft::kForever;
  int result = shake_hands(self);
  nlr_pop();
  if (block) self->timeout = timeout;
  if (result != 0) raise(self, result);
  return mp_const_none;
}

mp_obj_t weft_tls_recv(mp_obj_t self_in, const mp_obj_t* args) {
  TlsSocketObject* self = to_tls(self_in);
  if (!self->encrypted) return weft_socket_recv(self_in, args);
  check_no_flags(args[1],
                 MP_ERROR_TEXT("non-zero flags not allowed in calls to recv() on SSLSocket"));
  return read_bytes(self,
                    weft_size_argument(args[0], MP_ERROR_TEXT("negative buffersize in recv")));
}

// recv_into(buffer, nbytes=0, flags=0) -> bytes received.
mp_obj_t weft_tls_recv_into(mp_obj_t self_in, const mp_obj_t* args) {
  TlsSocketObject* self = to_tls(self_in);
  if (!self->encrypted) return weft_socket_recv_into(self_in, args);
  check_no_flags(args[2],
                 MP_ERROR_TEXT("non-zero flags not allowed in calls to recv_into() on SSLSocket"));
  size_t room = weft_room_argument(args[0], args[1]);
  size_t length = read_some(self, [&] { return weft_part_of(args[0], MP_BUFFER_WRITE, 0, room); });
  return MP_OBJ_NEW_SMALL_INT(length);
}

// read(len=1024, buffer=None) -> bytes, or how many were stored in the buffer.
mp_obj_t weft_tls_read(mp_obj_t self_in, const mp_obj_t* args) {
  TlsSocketObject* self = to_tls(self_in);
  if (self->is_stream) {
    mp_obj_t call[2] = {self_in, args[0]};
    return mp_call_function_n_kw(MP_OBJ_FROM_PTR(&mp_stream_read_obj), 2, 0, call);
  }
  check_encrypted(self, MP_ERROR_TEXT("Read on closed or unwrapped SSL socket."));
  mp_int_t size = mp_obj_get_int(args[0]);
  if (args[1] == mp_const_none) {
    return read_bytes(self,
                      weft_size_argument(args[0], MP_ERROR_TEXT("size should not be negative")));
  }
  size_t most = size <= 0 ? SIZE_MAX : size;
  size_t length = read_some(self, [&] { return weft_part_of(args[1], MP_BUFFER_WRITE, 0, most); });
  return MP_OBJ_NEW_SMALL_INT(length);
}

mp_obj_t weft_tls_send(mp_obj_t self_in, const mp_obj_t* args) {
  TlsSocketObject* self = to_tls(self_in);
  if (!self->encrypted) return weft_socket_send(self_in, args);
  check_no_flags(args[1],
                 MP_ERROR_TEXT("non-zero flags not allowed in calls to send() on SSLSocket"));
  shake_hands_first(self);
  Micros deadline = kNotYet;
  return MP_OBJ_NEW_SMALL_INT(write_some(self, args[0], 0, &deadline));
}

// sendall(data, flags=0). The timeout is for all of it.
mp_obj_t weft_tls_sendall(mp_obj_t self_in, const mp_obj_t* args) {
  TlsSocketObject* self = to_tls(self_in);
  if (!self->encrypted) return weft_socket_sendall(self_in, args);
  check_no_flags(args[1],
                 MP_ERROR_TEXT("non-zero flags not allowed in calls to sendall() on SSLSocket"));
  shake_hands_first(self);
  Micros deadline = kNotYet;
  size_t sent = 0;
  while (weft_part_of(args[0], MP_BUFFER_READ, sent, SIZE_MAX).size != 0) {
    if (sent != 0) give_way(self);
    sent += write_some(self, args[0], sent, &deadline);
  }
  return mp_const_none;
}

// write(data) -> bytes written.
mp_obj_t weft_tls_write(mp_obj_t self_in, const mp_obj_t* args) {
  TlsSocketObject* self = to_tls(self_in);
  if (self->is_stream) {
    mp_obj_t call[2] = {self_in, args[0]};
    return mp_call_function_n_kw(MP_OBJ_FROM_PTR(&mp_stream_write_obj), 2, 0, call);
  }
  check_encrypted(self, MP_ERROR_TEXT("Write on closed or unwrapped SSL socket."));
  shake_hands_first(self);
  Micros deadline = kNotYet;
  return MP_OBJ_NEW_SMALL_INT(write_some(self, args[0], 0, &deadline));
}

mp_obj_t weft_tls_recvfrom(mp_obj_t self_in, const mp_obj_t* args) {
  if (to_tls(self_in)->encrypted) refuse(MP_QSTR_recvfrom);
  return weft_socket_recvfrom(self_in, args);
}

mp_obj_t weft_tls_recvfrom_into(mp_obj_t self_in, const mp_obj_t* args) {
  if (to_tls(self_in)->encrypted) refuse(MP_QSTR_recvfrom_into);
  return weft_socket_recvfrom_into(self_in, args);
}

mp_obj_t weft_tls_sendto(mp_obj_t self_in, const mp_obj_t* args) {
  if (to_tls(self_in)->encrypted) refuse(MP_QSTR_sendto);
  return weft_socket_sendto(self_in, args);
}

// unwrap(): tells the peer that no more comes, and waits until it says so too. Then the socket is a
// plain one.
mp_obj_t weft_tls_unwrap(mp_obj_t self_in, const mp_obj_t*) {
  static const char* const kTimedOut = "The read operation timed out";
  TlsSocketObject* self = to_tls(self_in);
  check_encrypted(self, MP_ERROR_TEXT("No SSL wrapper around the socket"));
  shake_hands_first(self);
  Micros deadline = kNotYet;
  int result = complete(self, kTimedOut, &deadline, [&] { return notify(self); });
  if (result < 0) raise(self, result);
  char byte;
  result = complete(self, kTimedOut, &deadline, [&] { return read_record(self, &byte, 1); });
  if (result > 0) result = MBEDTLS_ERR_SSL_UNEXPECTED_RECORD;  // data that nobody has read
  if (result < 0) raise(self, result);
  self->encrypted = false;
  return self_in;
}

// shutdown(how): from then on the socket is a plain one, as in CPython.
mp_obj_t weft_tls_shutdown(mp_obj_t self_in, const mp_obj_t* args) {
  to_tls(self_in)->encrypted = false;
  return weft_socket_shutdown(self_in, args);
}

mp_obj_t weft_tls_close(mp_obj_t self_in, const mp_obj_t* args) {
  weft_socket_close(self_in, args);
  free_if_closed(to_tls(self_in));
  return mp_const_none;
}

mp_obj_t weft_tls_let_go(mp_obj_t self_in, const mp_obj_t* args) {
  weft_socket_let_go(self_in, args);
  free_if_closed(to_tls(self_in));
  return mp_const_none;
}

mp_obj_t weft_tls_del(mp_obj_t self_in, const mp_obj_t* args) {
  weft_socket_del(self_in, args);
  free_if_closed(to_tls(self_in));
  return mp_const_none;
}

// pending() -> bytes that can be read without receiving anything.
mp_obj_t weft_tls_pending(mp_obj_t self_in, const mp_obj_t*) {
  TlsSocketObject* self = to_tls(self_in);
  TlsLock lock;
  bool has = self->settings != nullptr && self->encrypted;
  return MP_OBJ_NEW_SMALL_INT(has ? mbedtls_ssl_get_bytes_avail(&self->ssl) : 0);
}

// _as_stream(): read() and write() are MicroPython's from now on, which asyncio calls.
mp_obj_t weft_tls_as_stream(mp_obj_t self_in, const mp_obj_t*) {
  to_tls(self_in)->is_stream = true;
  return mp_const_none;
}

// _peer() -> the peer's certificate in DER; None: it has shown none.
mp_obj_t weft_tls_peer(mp_obj_t self_in, const mp_obj_t*) {
  TlsSocketObject* self = to_tls(self_in);
  if (self->settings == nullptr) return mp_const_none;
  const mbedtls_x509_crt* certificate = mbedtls_ssl_get_peer_cert(&self->ssl);
  if (certificate == nullptr) return mp_const_none;
  return mp_obj_new_bytes(certificate->raw.p, certificate->raw.len);
}

// _agreed() -> (version, cipher suite in mbedTLS's words, protocol of ALPN or None); None before
// the handshake.
mp_obj_t weft_tls_agreed(mp_obj_t self_in, const mp_obj_t*) {
  TlsSocketObject* self = to_tls(self_in);
  if (self->settings == nullptr || !self->encrypted || !is_shaken(self)) return mp_const_none;
  const char* version = mbedtls_ssl_get_version(&self->ssl);
  const char* suite = mbedtls_ssl_get_ciphersuite(&self->ssl);
  const char* protocol = mbedtls_ssl_get_alpn_protocol(&self->ssl);
  mp_obj_t agreed[3] = {
      mp_obj_new_str(version, strlen(version)),
      mp_obj_new_str(suite, strlen(suite)),
      protocol == nullptr ? mp_const_none : mp_obj_new_str(protocol, strlen(protocol)),
  };
  return mp_obj_new_tuple(3, agreed);
}

void weft_tls_attr(mp_obj_t self_in, qstr attribute, mp_obj_t* destination) {
  if (destination[0] != MP_OBJ_NULL) return;
  TlsSocketObject* self = to_tls(self_in);
  switch (attribute) {
    case MP_QSTR_context:
      destination[0] = self->context;
      return;
    case MP_QSTR_server_side:
      destination[0] = mp_obj_new_bool(self->server_side);
      return;
    case MP_QSTR_server_hostname:
      destination[0] = self->report.hostname;
      return;
    case MP_QSTR_do_handshake_on_connect:
      destination[0] = mp_obj_new_bool(self->shakes_on_connect);
      return;
    case MP_QSTR_suppress_ragged_eofs:
      destination[0] = mp_obj_new_bool(self->suppresses_ragged_eofs);
      return;
    case MP_QSTR__encrypted:
      destination[0] = mp_obj_new_bool(self->encrypted);
      return;
    case MP_QSTR__shaken:
      destination[0] = mp_obj_new_bool(self->settings != nullptr && is_shaken(self));
      return;
    default:
      break;
  }
  mp_obj_t key = MP_OBJ_NEW_QSTR(attribute);
  auto* natives = MP_OBJ_TYPE_GET_SLOT(&weft_type_tls_socket, locals_dict);
  mp_map_elem_t* found = mp_map_lookup(const_cast<mp_map_t*>(&natives->map), key, MP_MAP_LOOKUP);
  mp_obj_t methods = MP_STATE_VM(weft_tls_hooks)[1];
  if (found == nullptr && methods != MP_OBJ_NULL) {
    found = mp_map_lookup(mp_obj_dict_get_map(methods), key, MP_MAP_LOOKUP);
  }
  if (found != nullptr) {
    mp_convert_member_lookup(self_in, &weft_type_tls_socket, found->value, destination);
  } else {
    weft_socket_attr(self_in, attribute, destination);
  }
}

// --- MicroPython's stream protocol, for asyncio's streams ---

mp_uint_t weft_tls_stream_read(mp_obj_t self_in, void* data, mp_uint_t size, int* error) {
  TlsSocketObject* self = to_tls(self_in);
  if (!self->encrypted) return weft_socket_stream_read(self_in, data, size, error);
  shake_hands_first(self);
  Micros deadline = kNotYet;
  int result = complete(self, "The read operation timed out", &deadline,
                        [&] { return read_record(self, static_cast<char*>(data), size); });
  if (would_wait(result)) {
    *error = EAGAIN;
    return MP_STREAM_ERROR;
  }
  if (result == MBEDTLS_ERR_SSL_CONN_EOF && self->suppresses_ragged_eofs) return 0;
  if (result < 0) raise(self, result);
  return result;
}

mp_uint_t weft_tls_stream_write(mp_obj_t self_in, const void* data, mp_uint_t size, int* error) {
  TlsSocketObject* self = to_tls(self_in);
  if (!self->encrypted) return weft_socket_stream_write(self_in, data, size, error);
  shake_hands_first(self);
  BufferPart part = {const_cast<char*>(static_cast<const char*>(data)), size};
  Micros deadline = kNotYet;
  int result = complete(self, "The write operation timed out", &deadline,
                        [&] { return write_record(self, part, self->timeout == kDoNotWait); });
  if (result > 0) {
    int rest = complete(self, "The write operation timed out", &deadline,
                        [&] { return flush_record(self); });
    if (rest < 0) result = rest;
  }
  if (would_wait(result)) {
    *error = EAGAIN;
    return MP_STREAM_ERROR;
  }
  if (result < 0) raise(self, result);
  return result;
}

mp_uint_t weft_tls_stream_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t argument,
                                int* error) {
  TlsSocketObject* self = to_tls(self_in);
  if (request == MP_STREAM_CLOSE) {
    weft_tls_close(self_in, nullptr);
    return 0;
  }
  if (self->settings == nullptr || !self->encrypted) {
    return weft_socket_stream_ioctl(self_in, request, argument, error);
  }
  // A descriptor does not show what was received and not read, nor what the handshake waits for.
  if (request != MP_STREAM_POLL) {
    *error = EINVAL;
    return MP_STREAM_ERROR;
  }
  if ((argument & MP_STREAM_POLL_RD) && mbedtls_ssl_get_bytes_avail(&self->ssl) != 0) {
    return MP_STREAM_POLL_RD;
  }
  if (is_shaken(self) || self->wanted == 0) {
    return weft_socket_stream_ioctl(self_in, request, argument, error);
  }
  uintptr_t wanted =
      self->wanted == MBEDTLS_ERR_SSL_WANT_READ ? MP_STREAM_POLL_RD : MP_STREAM_POLL_WR;
  return weft_socket_stream_ioctl(self_in, request, wanted, error) != 0 ? argument : 0;
}

}  // extern "C"

#endif  // WEFT_TLS
