#include "annals/log/proof_json.h"

#include <fmt/core.h>

#include <string>

#include "annals/base/hex.h"
#include "annals/base/text.h"
#include "annals/event/limits.h"

namespace annals {
namespace {

constexpr std::string_view inclusion = "inclusion";
constexpr std::string_view consistency = "consistency";

Json path_json(const std::vector<Digest>& path) {
  Json list = Json::array();
  for (const Digest& hash : path) list.push_back(hash.hex());
  return list;
}

Json form(const InclusionProof& proof) {
  Json json{{"kind", inclusion},
            {"event", proof.event},
            {"sequence", proof.sequence.value},
            {"leaf_index", proof.sequence.value - 1},
            {"record", proof.erased ? Json(nullptr) : Json(to_hex(proof.record))},
            {"leaf_hash", proof.leaf.hex()},
            {"path", path_json(proof.path)},
            {"basis", to_json(proof.basis)}};
  if (proof.erased) {
    json["erased"] = {{"at", proof.erased->at}, {"reason", proof.erased->reason}};
  }
  return json;
}

Json form(const ConsistencyProof& proof) {
  return {{"kind", consistency},
          {"from", to_json(proof.from)},
          {"to", to_json(proof.to)},
          {"path", path_json(proof.path)},
          {"basis", to_json(proof.to)}};
}

/// Takes members out of an object; remembers the first that is not what it should be.
class Members {
 public:
  Members(const Json& object, std::string place) : object_{object}, place_{std::move(place)} {}

  std::string text(const char* name) {
    const Json* const value = find(name);
    if (value != nullptr && value->is_string()) return value->get<std::string>();
    return refuse(name, "a text"), std::string{};
  }

  std::uint64_t number(const char* name) {
    const Json* const value = find(name);
    if (value != nullptr && value->is_number_unsigned()) return value->get<std::uint64_t>();
    return refuse(name, "a whole number from 0 on"), 0;
  }

  Digest hash(const char* name) {
    const Json* const value = find(name);
    if (const auto digest = value != nullptr ? hash_in(*value) : std::nullopt) return *digest;
    return refuse(name, "a hash, 64 hexadecimal digits"), Digest{};
  }

  std::string bytes(const char* name) {
    auto read = from_hex(text(name));
    if (read) return *std::move(read);
    return refuse(name, "bytes as hexadecimal digits"), std::string{};
  }

  std::vector<Digest> path(const char* name) {
    const Json* const value = find(name);
    std::vector<Digest> path;
    if (value == nullptr || !value->is_array() || value->size() > limits::proof_path_max) {
      refuse(name, fmt::format("a list of at most {} hashes", limits::proof_path_max));
      return path;
    }
    for (const Json& item : *value) {
      const auto digest = hash_in(item);
      if (!digest) refuse(name, "a list of hashes, 64 hexadecimal digits each");
      path.push_back(digest.value_or(Digest{}));
    }
    return path;
  }

  TreeHead head(const char* name) {
    const Json* const value = find(name);
    if (value == nullptr || !value->is_object()) {
      return refuse(name, "an object with sequence and hash"), TreeHead{};
    }
    Members members{*value, fmt::format("{}.", name)};
    const TreeHead head{.sequence = {.value = members.number("sequence")},
                        .hash = members.hash("hash")};
    if (error_.empty()) error_ = members.error_;
    return head;
  }

  /// The erasure that it speaks of, if there is one.
  std::optional<ErasureNote> erasure(const char* name) {
    const Json* const value = find(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_object()) {
      refuse(name, "an object with at and reason");
      return std::nullopt;
    }
    Members members{*value, fmt::format("{}.", name)};
    ErasureNote note{.at = members.text("at"), .reason = members.text("reason")};
    if (error_.empty()) error_ = members.error_;
    return note;
  }

  /// Expects a member that says nothing.
  void nothing(const char* name) {
    const Json* const value = find(name);
    if (value == nullptr || !value->is_null()) refuse(name, "null, since it was erased");
  }

  void refuse(std::string_view name, std::string_view expected) {
    if (error_.empty()) error_ = fmt::format("{}{}: expected {}", place_, name, expected);
  }

  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  static std::optional<Digest> hash_in(const Json& value) {
    return value.is_string() ? digest_from_hex(value.get<std::string>()) : std::nullopt;
  }

  [[nodiscard]] const Json* find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }

  const Json& object_;
  std::string place_;
  std::string error_;
};

InclusionProof read_inclusion(Members& members) {
  InclusionProof proof{.event = members.text("event"),
                       .sequence = {.value = members.number("sequence")},
                       .record = {},
                       .leaf = members.hash("leaf_hash"),
                       .path = members.path("path"),
                       .basis = members.head("basis"),
                       .erased = members.erasure("erased")};
  if (proof.erased) {
    members.nothing("record");
  } else {
    proof.record = members.bytes("record");
  }
  if (proof.sequence == Sequence{} || members.number("leaf_index") != proof.sequence.value - 1) {
    members.refuse("leaf_index", "one less than the sequence, which begins with 1");
  }
  return proof;
}

ConsistencyProof read_consistency(Members& members) {
  return {.from = members.head("from"), .to = members.head("to"), .path = members.path("path")};
}

}  // namespace

Json to_json(const TreeHead& head) {
  return {{"sequence", head.sequence.value}, {"hash", head.hash.hex()}};
}

Json to_json(const Proof& proof) {
  return std::visit([](const auto& each) { return form(each); }, proof);
}

Result<Proof> parse_proof(std::string_view text) {
  const auto json = parse_json(text);
  if (!json) return json.error();
  const Error no_object{.code = ErrorCode::invalid_input, .message = "a proof is a JSON object"};
  if (!json->is_object()) return no_object;
  Members members{*json, ""};
  Proof proof;
  const std::string kind = members.text("kind");
  if (kind == inclusion) {
    proof = read_inclusion(members);
  } else if (kind == consistency) {
    proof = read_consistency(members);
  } else {
    members.refuse("kind", fmt::format("{} or {}", inclusion, consistency));
  }
  if (members.error().empty()) return proof;
  return Error{.code = ErrorCode::invalid_input, .message = members.error()};
}

}  // namespace annals
