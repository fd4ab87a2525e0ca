// SPDX-License-Identifier: Apache-2.0
// What customers see, by the API: contacts, mails to them, journal links.
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/world_testing.h"
#include "jobs/jobs_testing.h"

namespace callout::api {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

class CustomersApi : public testing::Test {
 protected:
  explicit CustomersApi(World::Mail mail = World::Mail::kConfigured) : world_(mail) {
    install_ = world_.make_install(world_.owner, "Site");
    device_ = world_.make_device(world_.owner, install_, "Printer");
    root_ = world_.root_entity(world_.owner);
    world_.jobs.set_link(&link_);
    const model::TeamId team(text(World::object(world_.send(world_.owner, "GET", "/api/v1/team")), "id"));
    world_.jobs.install_online(team, model::InstallId(install_), {"1.0", "host", "linux", "198.51.100.7"});
  }
  ~CustomersApi() override { world_.jobs.set_link(nullptr); }
  Response send(const Browser& browser, std::string_view method, const std::string& target, const json::object& body) {
    return world_.send(browser, method, target, json::serialize(body));
  }
  Response send(const Browser& browser, std::string_view method, const std::string& target) {
    return world_.send(browser, method, target);
  }
  std::string contacts() const { return "/api/v1/entities/" + root_ + "/contacts"; }
  std::string links() const { return "/api/v1/entities/" + root_ + "/journal-links"; }
  json::object add_contact(const json::object& body = {{"name", "Ana"}, {"email", "Ana@Example.com"}}) {
    const auto response = send(world_.owner, "POST", contacts(), body);
    EXPECT_EQ(response.status, 201) << response.body;
    return World::object(response);
  }
  /// Opens the device's page as Max; the session is active.
  std::string visit() {
    const auto opened = World::object(send(world_.member, "POST", "/api/v1/devices/" + device_ + "/sessions", {}));
    const model::JobId job(std::string(opened.at("job").as_string()));
    EXPECT_TRUE(world_.jobs.progress(model::InstallId(install_), job, {model::StepName::kReceived, {}}));
    EXPECT_TRUE(world_.jobs.finished(model::InstallId(install_), job, jobs::Completed{}));
    return std::string(opened.at("id").as_string());
  }
  Response look(const std::string& token) {
    return send(world_.nobody, "POST", "/api/v1/journal-links/look", {{"token", token}});
  }
  static std::string secret_of(const json::object& link) {
    const std::string address(link.at("link").as_string());
    return address.substr(address.find('#') + 1);
  }
  static std::string text(const json::object& in, std::string_view name) {
    return std::string(in.at(name).as_string());
  }

  jobs::FakeLink link_;
  World world_;
  std::string install_, device_, root_;
};

TEST_F(CustomersApi, AContactIsAddedListedChangedAndRemoved) {
  const auto made = add_contact(
      {{"name", "Ana"}, {"email", "Ana@Example.com"}, {"language", "pt-BR"}, {"time_zone", "America/Sao_Paulo"}});
  EXPECT_EQ(text(made, "email"), "ana@example.com");
  EXPECT_EQ(text(made, "mails"), "sent");
  EXPECT_EQ(text(made, "added_by"), "Olga Owner");
  EXPECT_EQ(made.at("notify"), true);
  EXPECT_EQ(made.at("journal"), true);
  const auto listed = World::object(send(world_.owner, "GET", contacts()));
  EXPECT_EQ(listed.at("items").as_array().at(0), made);
  const std::string one = "/api/v1/contacts/" + text(made, "id");
  const auto changed = send(world_.owner, "PATCH", one, {{"name", "Ana B."}, {"notify", false}, {"language", ""}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(text(World::object(changed), "mails"), "off");
  EXPECT_EQ(text(World::object(changed), "time_zone"), "America/Sao_Paulo");
  EXPECT_EQ(send(world_.owner, "DELETE", one).status, 204);
  EXPECT_EQ(send(world_.owner, "DELETE", one).status, 404);
  EXPECT_TRUE(World::object(send(world_.owner, "GET", contacts())).at("items").as_array().empty());
}

TEST_F(CustomersApi, FieldsOfAContactAreChecked) {
  for (const auto& body : std::vector<json::object>{{{"name", "Ana"}},
                                                    {{"email", "ana@example.com"}},
                                                    {{"name", ""}, {"email", "ana@example.com"}},
                                                    {{"name", "Ana"}, {"email", "nobody"}},
                                                    {{"name", "Ana"}, {"email", "a@b.c"}, {"language", "tlh"}},
                                                    {{"name", "Ana"}, {"email", "a@b.c"}, {"time_zone", "Mars"}},
                                                    {{"name", "Ana"}, {"email", "a@b.c"}, {"notify", 1}},
                                                    {{"name", "Ana"}, {"email", "a@b.c"}, {"more", true}}})
    EXPECT_EQ(send(world_.owner, "POST", contacts(), body).status, 422) << json::serialize(body);
  const std::string one = "/api/v1/contacts/" + text(add_contact(), "id");
  EXPECT_EQ(send(world_.owner, "PATCH", one, {}).status, 422);
  EXPECT_EQ(send(world_.owner, "PATCH", one, {{"email", "other@example.com"}}).status, 422);
  EXPECT_EQ(send(world_.owner, "POST", contacts(), {{"name", "Ana"}, {"email", "ana@example.com"}}).status, 409);
}

TEST_F(CustomersApi, WhoSeesTheEntityReadsAndWhoAdministersItChanges) {
  const std::string one = "/api/v1/contacts/" + text(add_contact(), "id");
  EXPECT_EQ(send(world_.member, "GET", contacts()).status, 200);
  EXPECT_EQ(send(world_.member, "POST", contacts(), {{"name", "Eva"}, {"email", "eva@example.com"}}).status, 403);
  EXPECT_EQ(send(world_.member, "PATCH", one, {{"notify", false}}).status, 403);
  EXPECT_EQ(send(world_.member, "DELETE", one).status, 403);
  EXPECT_EQ(send(world_.foreign, "GET", contacts()).status, 404);
  EXPECT_EQ(send(world_.foreign, "PATCH", one, {{"notify", false}}).status, 404);
  EXPECT_EQ(send(world_.foreign, "DELETE", one).status, 404);
  EXPECT_EQ(send(world_.nobody, "GET", contacts()).status, 401);
}

TEST_F(CustomersApi, ALinkIsForWhoMayReadTheJournal) {
  EXPECT_EQ(send(world_.member, "GET", links()).status, 403);
  EXPECT_EQ(send(world_.member, "POST", links(), {{"name", "Ana"}}).status, 403);
  EXPECT_EQ(send(world_.foreign, "GET", links()).status, 404);
  EXPECT_EQ(send(world_.foreign, "POST", links(), {{"name", "Ana"}}).status, 404);
  const auto made = World::object(send(world_.owner, "POST", links(), {{"name", "Ana"}, {"days", 30}}));
  EXPECT_THAT(text(made, "link"), HasSubstr(std::string(kOrigin) + "/journal#"));
  EXPECT_EQ(text(made, "expires_at"), rfc3339(world_.clock.wall() + std::chrono::days(30)));
  const std::string one = "/api/v1/journal-links/" + text(made, "id");
  EXPECT_EQ(send(world_.member, "DELETE", one).status, 403);
  EXPECT_EQ(send(world_.foreign, "DELETE", one).status, 404);
  for (const int days : {0, 1096})
    EXPECT_EQ(send(world_.owner, "POST", links(), {{"name", "Ana"}, {"days", days}}).status, 422);
  const auto listed = send(world_.owner, "GET", links());
  EXPECT_THAT(listed.body, HasSubstr(text(made, "id")));
  EXPECT_THAT(listed.body, Not(HasSubstr(secret_of(made)))) << "nobody is told it again";
  EXPECT_EQ(send(world_.owner, "DELETE", one).status, 204);
  EXPECT_EQ(look(secret_of(made)).status, 404);
}

TEST_F(CustomersApi, WhoMayReadTheJournalElsewhereMayNotHere) {
  const auto elsewhere = world_.make_entity(world_.owner, "Elsewhere");
  world_.give(world_.owner, world_.member.technician.str(), "auditor", "entity", elsewhere);
  EXPECT_EQ(send(world_.member, "GET", "/api/v1/entities/" + elsewhere + "/journal-links").status, 200);
  EXPECT_EQ(send(world_.member, "GET", links()).status, 403);
  EXPECT_EQ(send(world_.member, "POST", links(), {{"name", "Ana"}}).status, 403);
  const auto made = World::object(send(world_.owner, "POST", links(), {{"name", "Ana"}}));
  EXPECT_EQ(send(world_.member, "DELETE", "/api/v1/journal-links/" + text(made, "id")).status, 403);
}

TEST_F(CustomersApi, ALinkShowsSessionsWithoutASignInAndNothingElseOfTheTeam) {
  const auto session = visit();
  const auto made = World::object(send(world_.owner, "POST", links(), {{"name", "Ana"}}));
  EXPECT_EQ(send(world_.member, "POST", "/api/v1/sessions/" + session + "/end").status, 200);
  const auto seen = look(secret_of(made));
  ASSERT_EQ(seen.status, 200) << seen.body;
  const auto journal = World::object(seen);
  EXPECT_EQ(text(journal, "team"), "Ours");
  const auto& item = journal.at("items").as_array().at(0).as_object();
  EXPECT_EQ(text(item, "device"), "Printer");
  EXPECT_EQ(text(item, "technician"), "Max Member");
  EXPECT_EQ(text(item, "closed_reason"), "ended_by_technician");
  for (const std::string& hidden : {world_.member.address, std::string("max@example.com"), std::string("\"Site\""),
                                    install_, device_, session, std::string("192.0.2.50")})
    EXPECT_THAT(seen.body, Not(HasSubstr(hidden)));
  EXPECT_EQ(
      send(world_.nobody, "POST", "/api/v1/journal-links/look", {{"token", secret_of(made)}, {"cursor", "x"}}).status,
      422);
  auto elsewhere = world_.request(world_.nobody, "POST", "/api/v1/journal-links/look", "{}");
  elsewhere.headers.set("Origin", "https://evil.example");
  EXPECT_EQ(world_.answer(elsewhere).status, 403) << "no other page reads it";
}

TEST_F(CustomersApi, GuessingLinksIsSlowedDown) {
  int status = 404;
  for (int i = 0; i < 30 && status == 404; ++i) status = look("guess").status;
  EXPECT_EQ(status, 429);
  EXPECT_TRUE(look("guess").headers.find("Retry-After"));
}

TEST_F(CustomersApi, AMailIsStoppedInOneClickByAnyProgram) {
  const auto contact = add_contact();
  visit();
  const auto token = world_.outbox.token("ana@example.com", "session_started");
  ASSERT_EQ(token.size(), 43U);
  // RFC 8058 section 3.2: no cookie, no Origin, a form.
  Request click{.method = "POST",
                .path = "/unsubscribe",
                .query = "token=" + token,
                .headers = {},
                .body = "List-Unsubscribe=One-Click",
                .remote_ip = "198.51.100.9"};
  click.headers.add("Content-Type", "application/x-www-form-urlencoded");
  EXPECT_EQ(world_.answer(click).status, 204);
  EXPECT_EQ(world_.answer(click).status, 204);
  const auto now = World::object(send(world_.owner, "GET", contacts())).at("items").as_array().at(0).as_object();
  EXPECT_EQ(text(now, "mails"), "unsubscribed");
  EXPECT_TRUE(now.contains("unsubscribed_at"));
  EXPECT_EQ(send(world_.owner, "PATCH", "/api/v1/contacts/" + text(contact, "id"), {{"notify", true}}).status, 409);
  click.query = "token=guess";
  EXPECT_EQ(world_.answer(click).status, 404);
  click.query = "";
  EXPECT_EQ(world_.answer(click).status, 422);
  click.method = "GET";
  EXPECT_EQ(world_.answer(click).status, 405) << "a GET changes nothing: server.cc shows the console's page";
}

class WithoutMailServer : public CustomersApi {
 protected:
  WithoutMailServer() : CustomersApi(World::Mail::kNone) {}
};

TEST_F(WithoutMailServer, ContactsAreShownAsNotMailed) {
  EXPECT_EQ(text(add_contact(), "mails"), "not_set_up");
  visit();
  EXPECT_TRUE(world_.outbox.all().empty());
}

}  // namespace
}  // namespace callout::api
