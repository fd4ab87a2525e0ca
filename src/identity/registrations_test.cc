// SPDX-License-Identifier: Apache-2.0
#include "identity/registrations.h"

#include "identity/services_testing.h"

namespace callout::identity {
namespace {

using namespace std::chrono_literals;

constexpr const char* kRita = "rita@example.com";

class Register : public WithServices {
 protected:
  explicit Register(bool mail = true, bool allowed = true) : WithServices(mail, allowed) {}
  Result<> ask(const std::string& email = kRita, const char* address = kAddress) {
    model::Person person;
    person.first_name = "Rita";
    person.language = "pt-BR";
    return registrations_.request({.email = email, .person = person, .team = "Rita's", .password = kPassword}, address);
  }
  std::string token(const std::string& email = kRita) {
    registrations_.work();
    return outbox_.token(email, "registration");
  }
  Registrations& registrations_ = services_.registrations;
};

TEST_F(Register, TheLinkMakesATeamWithItsOwner) {
  store::must(ask("Rita@Example.com"));
  EXPECT_FALSE(sign_ins_.sign_in(kRita, kPassword, kAddress)) << "before the address is confirmed";
  const auto link = token();
  EXPECT_EQ(outbox_.newest(kRita, "registration")->language, "pt-BR");
  const auto made = store::must(registrations_.confirm(link, kAddress));
  EXPECT_TRUE(made.owner.owner);
  EXPECT_EQ(made.team.name, "Rita's");
  const auto who = sign_in(kRita);
  EXPECT_EQ(who.signed_in.technician.team, made.team.id);
  EXPECT_EQ(who.signed_in.technician.person.language, "pt-BR");
  EXPECT_EQ(registrations_.confirm(link, kAddress).error().code, Code::kNotFound);
}

TEST_F(Register, WhoHasAnAccountIsToldByMailOnly) {
  store::must(ask(kAnn));
  registrations_.work();
  EXPECT_FALSE(outbox_.newest(kAnn, "registration"));
  EXPECT_TRUE(outbox_.newest(kAnn, "account_exists"));
  sign_in();
}

TEST_F(Register, AskingLeavesTheWorkForLater) {
  EXPECT_TRUE(ask(kAnn));
  EXPECT_TRUE(outbox_.all().empty());
  registrations_.work();
  EXPECT_FALSE(outbox_.all().empty());
  const auto writer = store::must(store_->write());
  EXPECT_TRUE(ask());
}

TEST_F(Register, AnAddressThatGotAnAccountMeanwhileMakesNoTeam) {
  store::must(ask());
  const auto link = token();
  store::must(accounts_.create(team_.team.id, {kRita, "Rita", kPassword}));
  EXPECT_EQ(registrations_.confirm(link, kAddress).error().code, Code::kConflict);
}

TEST_F(Register, ALinkEndsAfterThreeDaysAndIsForgotten) {
  store::must(ask());
  const auto link = token();
  clock_.advance(kRegistrationTime);
  EXPECT_EQ(registrations_.confirm(link, kAddress).error().code, Code::kNotFound);
  store::must(registrations_.tidy());
  store_.write([](store::Transaction& t) { EXPECT_TRUE(store::must(store::Registrations(t).all()).empty()); });
}

TEST_F(Register, ARecipientIsNotFlooded) {
  int asked = 0;
  while (asked < 100 && ask(kRita, ("203.0.113." + std::to_string(asked)).c_str())) ++asked;
  EXPECT_EQ(asked, 4);
}

class NotAllowed : public Register {
 protected:
  NotAllowed() : Register(true, false) {}
};
TEST_F(NotAllowed, NobodyRegisters) {
  EXPECT_FALSE(registrations_.enabled());
  EXPECT_EQ(ask().error().code, Code::kNotFound);
  EXPECT_EQ(registrations_.confirm("x", kAddress).error().code, Code::kNotFound);
}

class WithoutMail : public Register {
 protected:
  WithoutMail() : Register(false, true) {}
};
TEST_F(WithoutMail, NobodyRegisters) {
  EXPECT_FALSE(registrations_.enabled());
  EXPECT_EQ(ask().error().code, Code::kNotFound);
}

}  // namespace
}  // namespace callout::identity
