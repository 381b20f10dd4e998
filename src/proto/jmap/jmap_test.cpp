// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include "proto/jmap/arguments.h"
#include "proto/jmap/errors.h"
#include "proto/jmap/problem.h"
#include "proto/jmap/query.h"
#include "proto/jmap/reference.h"
#include "proto/jmap/request.h"
#include "proto/jmap/set_error.h"
#include "proto/jmap/values.h"

namespace nightmail::jmap {
namespace {

Json json(std::string_view text) {
  auto parsed = parse_json(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.ok() ? *std::move(parsed) : Json();
}

template <class T>
std::string_view failure(const Result<T>& result) {
  return result.ok() ? "ok" : method_error_type(result.error());
}

TEST(JsonReader, RefusesWhatIsNotIJson) {
  for (const std::string_view bad :
       {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "{\"x\":{\"a\":1,\"b\":{},\"a\":2}}", "\"\xff\"",
        "\"\xed\xa0\x80\"", "nul", "{} {}", "[1e999999]", "01", "'a'"}) {
    EXPECT_EQ(failure(parse_json(bad)), "notJSON") << bad;
  }
}

TEST(JsonReader, KeepsStringsThatLookLikeStructure) {
  EXPECT_TRUE(parse_json(R"({"a":":,[{\":","b\"":":"})").ok());
}

TEST(JsonReader, BoundsDepthAndCount) {
  EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')).ok());
  EXPECT_EQ(failure(parse_json(std::string(33, '[') + std::string(33, ']'))), "notJSON");
  EXPECT_EQ(failure(parse_json(std::string(1'000'000, '['))), "maxSizeRequest");
  std::string flood = "[1";
  for (int i = 0; i < 600'000; ++i) flood += ",1";
  EXPECT_EQ(failure(parse_json(flood + "]")), "maxSizeRequest");
}

TEST(Values, Ids) {
  EXPECT_TRUE(is_id("a-Z_09"));
  EXPECT_TRUE(is_id(std::string(255, 'a')));
  EXPECT_FALSE(is_id(""));
  EXPECT_FALSE(is_id(std::string(256, 'a')));
  EXPECT_FALSE(is_id("a b"));
  EXPECT_FALSE(is_id("a/b"));
}

TEST(Values, UtcDates) {
  EXPECT_EQ(parse_utc_date("2014-10-30T06:12:00Z")->unix_ms, 1414649520000);
  EXPECT_EQ(parse_utc_date("2014-10-30T06:12:00.25Z")->unix_ms, 1414649520250);
  EXPECT_EQ(format_utc(*parse_utc_date("2024-02-29T23:59:59Z")), "2024-02-29T23:59:59Z");
  for (const std::string_view bad :
       {"", "2014-10-30", "2014-10-30T06:12:00", "2014-10-30T06:12:00+01:00",
        "2014-10-30t06:12:00Z", "2023-02-29T00:00:00Z", "2014-10-30T24:00:00Z",
        "2014-10-30T06:12:00.Z", "2014-10-30T06:12:00.000Z", "2014-10-30T06:12:00ZZ"}) {
    EXPECT_FALSE(parse_utc_date(bad)) << bad;
  }
}

TEST(Values, WholeNumbersOnly) {
  EXPECT_EQ(parse_int(json("9007199254740991")), kMaxInt);
  EXPECT_EQ(parse_int(json("-3e0")), -3);
  for (const std::string_view bad : {"9007199254740992", "1.5", "1e300", "18446744073709551615",
                                     "-9223372036854775808", "\"1\"", "null", "true"}) {
    EXPECT_FALSE(parse_int(json(bad))) << bad;
  }
  EXPECT_FALSE(parse_unsigned(json("-1")));
}

// The example of RFC 8620 §3.3.1.
TEST(RequestEnvelope, ReadsTheExampleOfTheStandard) {
  const auto request = parse_request(json(R"({
    "using": [ "urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail" ],
    "methodCalls": [
      [ "method1", { "arg1": "arg1data", "arg2": "arg2data" }, "c1" ],
      [ "method2", { "arg1": "arg1data" }, "c2" ],
      [ "method3", {}, "c3" ] ]})"),
                                     16);
  ASSERT_TRUE(request.ok());
  EXPECT_TRUE(request->uses(kMailCapability));
  EXPECT_FALSE(request->uses(kSealedCapability));
  ASSERT_EQ(request->calls.size(), 3U);
  EXPECT_EQ(request->calls[1].name, "method2");
  EXPECT_EQ(request->calls[2].call_id, "c3");
  EXPECT_FALSE(request->created_ids);
  const auto again = parse_request(to_json(*request), 16);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(to_json(*again), to_json(*request));
}

TEST(RequestEnvelope, RefusesWhatIsNoRequest) {
  for (const std::string_view bad :
       {"[]", "{}", R"({"using":[]})", R"({"using":[1],"methodCalls":[]})",
        R"({"using":[],"methodCalls":{}})", R"({"using":[],"methodCalls":[["a",{}]]})",
        R"({"using":[],"methodCalls":[["a",[],"c"]]})",
        R"({"using":[],"methodCalls":[["a",{},1]]})",
        R"({"using":[],"methodCalls":[],"createdIds":{"a b":"x"}})"}) {
    EXPECT_EQ(failure(parse_request(json(bad), 16)), "notRequest") << bad;
  }
  EXPECT_EQ(failure(parse_request(json(R"({"using":[],"methodCalls":[1,2,3]})"), 2)),
            "maxCallsInRequest");
}

TEST(ResponseEnvelope, GoesBothWays) {
  const Json text = json(R"({"methodResponses":[["a",{"x":1},"c1"]],"createdIds":{"k":"m1"},
                             "sessionState":"s"})");
  auto response = parse_response(text);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(to_json(*std::move(response)), text);
}

// RFC 8620 §3.7: the first example, and the pointer with "*" of the second.
TEST(ResultReference, ExamplesOfTheStandard) {
  const std::vector<Invocation> earlier{
      {"Foo/changes", json(R"({"created":["f1","f4"],"updated":[]})").get_object(), "t0"},
      {"Email/get",
       json(R"({"list":[{"id":"m1","threadId":"t1"},{"id":"m2","threadId":"t2"}]})").get_object(),
       "t1"},
      {"Thread/get",
       json(R"({"list":[{"id":"t1","emailIds":["m1","m3"]},{"id":"t2","emailIds":["m2"]}]})")
           .get_object(),
       "t2"}};
  JsonObject arguments = json(R"({"accountId":"A1",
               "#ids":{"resultOf":"t0","name":"Foo/changes","path":"/created"},
               "#threads":{"resultOf":"t1","name":"Email/get","path":"/list/*/threadId"},
               "#emails":{"resultOf":"t2","name":"Thread/get","path":"/list/*/emailIds"},
               "#one":{"resultOf":"t2","name":"Thread/get","path":"/list/0/emailIds/1"}})")
                             .get_object();
  std::size_t budget = kReferenceBudget;
  ASSERT_TRUE(resolve_references(arguments, earlier, budget).ok());
  EXPECT_EQ(Json(arguments), json(R"({"accountId":"A1","ids":["f1","f4"],"threads":["t1","t2"],
                     "emails":["m1","m3","m2"],"one":"m3"})"));
}

TEST(ResultReference, ErrorsOfTheStandard) {
  const std::vector<Invocation> earlier{{"Foo/get", json(R"({"a":[1,2]})").get_object(), "t0"},
                                        {"error", json(R"({"a":[1]})").get_object(), "t1"}};
  const auto resolve = [&](std::string_view text) {
    JsonObject arguments = json(text).get_object();
    std::size_t budget = kReferenceBudget;
    return std::string(failure(resolve_references(arguments, earlier, budget)));
  };
  EXPECT_EQ(resolve(R"({"#x":{"resultOf":"t0","name":"Foo/get","path":"/a"},"x":1})"),
            "invalidArguments");
  for (const std::string_view bad : {R"({"#x":1})", R"({"#x":{"resultOf":"t0","name":"Foo/get"}})",
                                     R"({"#x":{"resultOf":"t9","name":"Foo/get","path":"/a"}})",
                                     R"({"#x":{"resultOf":"t1","name":"Foo/get","path":"/a"}})",
                                     R"({"#x":{"resultOf":"t0","name":"Foo/get","path":"/b"}})",
                                     R"({"#x":{"resultOf":"t0","name":"Foo/get","path":"a"}})",
                                     R"({"#x":{"resultOf":"t0","name":"Foo/get","path":"/a/2"}})",
                                     R"({"#x":{"resultOf":"t0","name":"Foo/get","path":"/a/00"}})",
                                     R"({"#x":{"resultOf":"t0","name":"Foo/get","path":"/a/-"}})",
                                     R"({"#x":{"resultOf":"t0","name":"Foo/get","path":"/a/0/z"}})",
                                     R"({"#x":{"resultOf":"t0","name":"Foo/get","path":"/~2"}})"}) {
    EXPECT_EQ(resolve(bad), "invalidResultReference") << bad;
  }
}

TEST(ResultReference, CannotDoubleWithoutEnd) {
  std::vector<Invocation> earlier{
      {"Core/echo", json(R"({"a":"0123456789","b":"x"})").get_object(), "0"}};
  std::size_t budget = kReferenceBudget;
  bool refused = false;
  for (int call = 1; call < 64 && !refused; ++call) {
    const std::string from = std::to_string(call - 1);
    const auto reference = [&](std::string_view path) {
      JsonObject object;
      put(object, "resultOf", json_text(from));
      put(object, "name", "Core/echo");
      put(object, "path", json_text(path));
      return object;
    };
    JsonObject arguments;
    put(arguments, "#a", reference("/a"));
    put(arguments, "#b", reference("/a"));
    refused = !resolve_references(arguments, earlier, budget).ok();
    Json pair = JsonArray{Json(arguments), Json(arguments)};
    earlier.push_back({"Core/echo", JsonObject{{"a", std::move(pair)}}, std::to_string(call)});
  }
  EXPECT_TRUE(refused);
}

TEST(CreationIds, Resolve) {
  const CreatedIds created{{"k1", "m7"}};
  EXPECT_EQ(resolve_id("#k1", created), "m7");
  EXPECT_EQ(resolve_id("m9", created), "m9");
  EXPECT_FALSE(resolve_id("#k2", created));
}

TEST(ArgumentReader, IsStrict) {
  const Json object = json(R"({"s":"x","n":5,"neg":-1,"l":["a"],"m":[1],"z":null,"extra":1})");
  Arguments arguments(object.get_object());
  EXPECT_EQ(**arguments.text("s"), "x");
  EXPECT_EQ(failure(arguments.text("n")), "invalidArguments");
  EXPECT_EQ(failure(arguments.required_text("z")), "invalidArguments");
  EXPECT_EQ(failure(arguments.unsigned_integer("neg")), "invalidArguments");
  EXPECT_EQ((**arguments.texts("l")).size(), 1U);
  EXPECT_EQ(failure(arguments.texts("m")), "invalidArguments");
  EXPECT_EQ(failure(arguments.finish()), "invalidArguments");
  (void)arguments.any("extra");
  EXPECT_TRUE(arguments.finish().ok());
}

TEST(Query, OnlyConjunctions) {
  const Json both = json(R"({"operator":"AND","conditions":[{"a":1},
                             {"operator":"AND","conditions":[{"b":1}]}]})");
  EXPECT_EQ(conjunction(&both.get_object())->size(), 2U);
  const Json either = json(R"({"operator":"OR","conditions":[{"a":1}]})");
  EXPECT_EQ(failure(conjunction(&either.get_object())), "unsupportedFilter");
  const Json broken = json(R"({"operator":"AND","conditions":[1]})");
  EXPECT_EQ(failure(conjunction(&broken.get_object())), "invalidArguments");
  EXPECT_TRUE(conjunction(nullptr)->empty());
}

TEST(Query, Sorts) {
  const Json sort = json(R"([{"property":"size"},{"property":"receivedAt","isAscending":false}])");
  const auto parsed = parse_sort(&sort.get_array());
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE((*parsed)[0].ascending);
  EXPECT_FALSE((*parsed)[1].ascending);
  const Json collated = json(R"([{"property":"size","collation":"i;octet"}])");
  EXPECT_EQ(failure(parse_sort(&collated.get_array())), "unsupportedSort");
}

// The examples of RFC 8620 §3.6.1.
TEST(Problems, OfTheRequestLevel) {
  EXPECT_EQ(to_json(request_problem(Error(Errc::limit_size_request, "too large"))),
            json(R"({"type":"urn:ietf:params:jmap:error:limit","limit":"maxSizeRequest",
                     "status":400,"title":"A limit was exceeded","detail":"too large"})"));
  EXPECT_EQ(request_problem(Error(Errc::unknown_capability)).type,
            "urn:ietf:params:jmap:error:unknownCapability");
  EXPECT_EQ(request_problem(Error(Errc::server_fail)).status, 500U);
}

TEST(Problems, OfMethodsAndObjects) {
  EXPECT_EQ(Json(method_error(Error(Errc::account_not_found))),
            json(R"({"type":"accountNotFound"})"));
  EXPECT_EQ(to_json(invalid_property("name", "why")),
            json(R"({"type":"invalidProperties","description":"why","properties":["name"]})"));
}

}  // namespace
}  // namespace nightmail::jmap
