// SPDX-License-Identifier: Apache-2.0
#include "identity/invitations.h"

#include <fstream>
#include <iterator>

#include "base/random.h"
#include "identity/services_testing.h"
#include "store/access_rights.h"

namespace callout::identity {
namespace {

using namespace std::chrono_literals;

constexpr const char* kNew = "nina@example.com";

class Invite : public WithServices {
 protected:
  explicit Invite(bool mail = true) : WithServices(mail) {}
  SentInvitation invite(const std::string& email = kNew, const std::string& language = "pt-BR") {
    const auto technician =
        store::must(invitations_.prepare(team_.team.id, {.email = email, .person = {.language = language}}));
    return store::must(change([&](store::Transaction& t) { return invitations_.invite(t, technician, "Olga Owner"); }));
  }
  Result<model::Technician> accept(const std::string& token, const std::string& password = kPassword) {
    const auto prepared = store::must(
        invitations_.prepare(Acceptance{.person = {.first_name = "Nina", .last_name = "New"}, .password = password}));
    return change([&](store::Transaction& t) { return invitations_.accept(t, token, prepared); });
  }
  Code look(const std::string& token, const char* address = kAddress) {
    const auto facts = invitations_.look(token, address);
    return facts ? Code::kInternal : facts.error().code;
  }
  std::string token() { return outbox_.token(kNew, "invitation"); }

  Invitations& invitations_ = services_.invitations;
};

TEST_F(Invite, TheMailIsInTheInviteesLanguageAndItsLinkActivatesTheAccount) {
  const auto sent = invite();
  EXPECT_TRUE(sent.link.empty()) << "the inviter does not get the invitee's link";
  const auto mail = outbox_.newest(kNew, "invitation");
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->language, "pt-BR");
  EXPECT_NE(mail->text.plain.find("https://callout.example.com/join?token="), std::string::npos);
  const auto facts = store::must(invitations_.look(token(), kAddress));
  EXPECT_EQ(facts.email, kNew);
  EXPECT_EQ(facts.team_name, "Dealer");
  EXPECT_EQ(facts.inviter, "Olga Owner");
  const auto technician = store::must(accept(token()));
  EXPECT_EQ(technician.state, model::TechnicianState::kActivated);
  EXPECT_EQ(technician.name, "Nina New");
  EXPECT_EQ(technician.person.language, "pt-BR");
  EXPECT_EQ(sign_in(kNew).signed_in.technician.id, sent.technician.id);
}

TEST_F(Invite, ALinkIsUsedOnce) {
  invite();
  const auto link = token();
  store::must(accept(link));
  EXPECT_EQ(look(link), Code::kNotFound);
  EXPECT_EQ(accept(link, "another password").error().code, Code::kNotFound);
  sign_in(kNew);
}

TEST_F(Invite, ALinkIsKeptAsItsHashOnly) {
  invite();
  EXPECT_EQ(token().size(), 43U);
  std::string bytes;
  for (const char* suffix : {"", "-wal"}) {
    // The outbox holds the mail until it is sent; the invitation holds the hash.
    std::ifstream file(store_.file().string() + suffix, std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  EXPECT_NE(bytes.find(hash_of_secret(token())), std::string::npos);
}

TEST_F(Invite, ALinkEndsAfterThreeDays) {
  invite();
  clock_.advance(kInvitationTime - 1s);
  EXPECT_EQ(look(token()), Code::kInternal);
  clock_.advance(1s);
  EXPECT_EQ(look(token()), Code::kNotFound);
  EXPECT_EQ(accept(token()).error().code, Code::kNotFound);
}

TEST_F(Invite, SendingAgainKillsTheOldLink) {
  const auto sent = invite();
  const auto old = token();
  clock_.advance(1s);
  store::must(change([&](store::Transaction& t) { return invitations_.send_again(t, sent.technician, "Olga"); }));
  EXPECT_NE(token(), old);
  EXPECT_EQ(look(old), Code::kNotFound);
  EXPECT_EQ(look(token()), Code::kInternal);
}

TEST_F(Invite, RemovingTakesTheTechnicianWithTheirRights) {
  const auto sent = invite();
  const auto holder = model::Holder::of(sent.technician.id);
  store_.write([&](store::Transaction& t) {
    model::AccessRight right;
    right.id = model::AccessRightId::make();
    right.holder = holder;
    right.scope = model::Scope::of(team_.team.root_entity);
    right.role = model::RoleId("team-administrator");
    store::must(store::AccessRights(store::TeamScope(t, team_.team.id)).insert(right));
  });
  const auto link = token();
  store::must(change([&](store::Transaction& t) { return Invitations::remove(t, sent.technician); }));
  EXPECT_EQ(look(link), Code::kNotFound);
  EXPECT_EQ(accept(link).error().code, Code::kNotFound);
  store_.write([&](store::Transaction& t) {
    const store::TeamScope scope(t, team_.team.id);
    EXPECT_EQ(store::Technicians(scope).get(sent.technician.id).error().code, Code::kNotFound);
    EXPECT_TRUE(store::must(store::AccessRights(scope).all({.holder = holder})).empty());
  });
  invite();  // The address is free again.
}

TEST_F(Invite, WhoAcceptedIsNeitherRemovedNorInvitedAgain) {
  EXPECT_EQ(change([&](store::Transaction& t) { return Invitations::remove(t, ann_); }).error().code, Code::kConflict);
  EXPECT_EQ(change([&](store::Transaction& t) { return invitations_.send_again(t, ann_, "Olga"); }).error().code,
            Code::kConflict);
  const auto again = store::must(invitations_.prepare(team_.team.id, NewInvitation{.email = kAnn}));
  EXPECT_EQ(change([&](store::Transaction& t) { return invitations_.invite(t, again, "Olga"); }).error().code,
            Code::kConflict);
}

TEST_F(Invite, WhoWasDisabledMeanwhileCantAccept) {
  const auto sent = invite();
  disable(sent.technician);
  EXPECT_EQ(look(token()), Code::kNotFound);
  EXPECT_EQ(accept(token()).error().code, Code::kNotFound);
  disable(sent.technician, false);
  store::must(accept(token()));
}

TEST_F(Invite, BeforeAcceptingNobodySignsInAndNobodySetsThePassword) {
  const auto sent = invite();
  for (const char* password : {"", kPassword}) {
    const auto refused = sign_ins_.sign_in(kNew, password, kAddress);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, sign_ins_.sign_in("nobody@example.com", password, kAddress).error().message);
  }
  EXPECT_EQ(accounts_.change(team_.team.id, sent.technician.id, {.person = {}, .status = {}, .password = kPassword})
                .error()
                .code,
            Code::kConflict);
}

TEST_F(Invite, WhoGuessesWaitsAndWhoHasTheLinkDoesNot) {
  invite();
  for (int i = 0; i < 50; ++i) EXPECT_EQ(look(token()), Code::kInternal);
  int guesses = 0;
  while (guesses < 100 && look("guess", "203.0.113.9") == Code::kNotFound) ++guesses;
  EXPECT_EQ(guesses, AttemptGuard::kAddressRule.free + 1);
  EXPECT_EQ(look(token(), "203.0.113.9"), Code::kExhausted);
  EXPECT_EQ(look(token()), Code::kInternal);
}

class InviteWithoutMail : public Invite {
 protected:
  InviteWithoutMail() : Invite(false) {}
};

TEST_F(InviteWithoutMail, TheInviterGetsTheLink) {
  const auto sent = invite();
  EXPECT_TRUE(outbox_.all().empty());
  store::must(accept(mail::TestOutbox::token_of(sent.link)));
  sign_in(kNew);
}

}  // namespace
}  // namespace callout::identity
