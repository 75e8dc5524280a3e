// Keeps what is written to standard error while a library loads: TensorFlow announces oneDNN from a static initialiser,
// before any log level is read. capture() diverts file descriptor 2 into memory, release() restores it and returns what
// came, so that the caller can drop the announcement and pass everything else on.

#include <node_api.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

namespace {

int kept = -1;
int memory = -1;

napi_value Capture(napi_env, napi_callback_info) {
  if (kept >= 0) return nullptr;
  memory = memfd_create("standard-error", MFD_CLOEXEC);
  kept = dup(2);
  if (memory < 0 || kept < 0 || dup2(memory, 2) < 0) {
    if (memory >= 0) close(memory);
    if (kept >= 0) close(kept);
    memory = kept = -1;
  }
  return nullptr;
}

napi_value Release(napi_env env, napi_callback_info) {
  std::string text;
  if (kept >= 0) {
    dup2(kept, 2);
    close(kept);
    lseek(memory, 0, SEEK_SET);
    char buffer[4096];
    for (ssize_t got; (got = read(memory, buffer, sizeof buffer)) > 0;) text.append(buffer, got);
    close(memory);
    memory = kept = -1;
  }
  napi_value result;
  if (napi_create_string_utf8(env, text.data(), text.size(), &result) != napi_ok) return nullptr;
  return result;
}

napi_value Init(napi_env env, napi_value exports) {
  napi_value capture, release;
  napi_create_function(env, "capture", NAPI_AUTO_LENGTH, Capture, nullptr, &capture);
  napi_create_function(env, "release", NAPI_AUTO_LENGTH, Release, nullptr, &release);
  napi_set_named_property(env, exports, "capture", capture);
  napi_set_named_property(env, exports, "release", release);
  return exports;
}

}  // namespace

NAPI_MODULE(standard_error, Init)
