// SPDX-License-Identifier: Apache-2.0
// For tests: a database in a folder of its own that goes away with it, and a team in it. One thread at a time, but the
// store itself is not bound to that.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <stdlib.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "model/device.h"
#include "store/access_rights.h"
#include "store/connection.h"
#include "store/devices.h"
#include "store/entities.h"
#include "store/installs.h"
#include "store/sign_ins.h"
#include "store/store.h"
#include "store/teams.h"

namespace callout::store {

class TestFolder {
 public:
  TestFolder() {
    // In memory where there is such a folder: thousands of commits with a real flush each would take minutes.
    std::error_code ignored;
    const std::filesystem::path memory = "/dev/shm";
    const auto parent =
        std::filesystem::is_directory(memory, ignored) ? memory : std::filesystem::temp_directory_path();
    std::string name = (parent / "callout-test-XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::filesystem::path file(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

template <class T>
T must(Result<T> result) {
  if (!result) fmt::print(stderr, "{}\n", result.error().message);
  check(result.has_value());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class TestStore {
 public:
  TestStore() { open(); }

  Store& operator*() { return *store_; }
  Store* operator->() { return store_.get(); }
  Log& log() { return log_; }
  std::filesystem::path file() const { return folder_.file("callout.db"); }
  /// As after kill -9: nothing but the file is left.
  void reopen() {
    store_.reset();
    open();
  }

  /// Runs the body in a write transaction and commits.
  template <class F>
  auto write(F&& body) {
    auto transaction = must(store_->write());
    if constexpr (std::is_void_v<decltype(body(transaction))>) {
      body(transaction);
      must(transaction.commit());
    } else {
      auto value = body(transaction);
      must(transaction.commit());
      return value;
    }
  }
  template <class F>
  auto read(F&& body) {
    auto transaction = must(store_->read());
    return body(transaction);
  }

  /// What somebody with the database can do to it.
  void sql(const std::string& statement) {
    write([&](Transaction& t) { t.connection().run(statement); });
  }

  model::Team add_team(std::string name = "Dealer") {
    const model::Team team{.id = model::TeamId::make(),
                           .name = std::move(name),
                           .root_entity = model::EntityId::make(),
                           .created_at = WallMs{}};
    write([&](Transaction& t) { must(Teams(TeamScope(t, team.id)).insert(team)); });
    return team;
  }
  model::Technician add_technician(const model::Team& team, std::string email, bool owner = false) {
    const model::Technician technician{.id = model::TechnicianId::make(),
                                       .team = team.id,
                                       .email = std::move(email),
                                       .name = "Ann",
                                       .owner = owner,
                                       .created_at = WallMs{},
                                       .home = team.root_entity};
    write([&](Transaction& t) { must(Technicians(TeamScope(t, team.id)).insert(technician, "no hash")); });
    return technician;
  }
  /// A right by a system role.
  void give(const model::Technician& technician, const std::string& role, const model::Scope& scope) {
    const model::AccessRight right{.id = model::AccessRightId::make(),
                                   .holder = model::Holder::of(technician.id),
                                   .scope = scope,
                                   .role = model::RoleId(role)};
    write([&](Transaction& t) { must(AccessRights(TeamScope(t, technician.team)).insert(right)); });
  }
  model::SignInId add_sign_in(const model::Technician& technician) {
    const SignInRecord record{model::SignInId::make(), technician, {}, {}};
    write([&](Transaction& t) { must(SignIns(t).insert(record, random_secret(), WallMs{})); });
    return record.id;
  }
  void end_sign_in(const model::SignInId& sign_in) {
    write([&](Transaction& t) { must(SignIns(t).remove(sign_in)); });
  }
  model::Install add_install(const model::Team& team, std::string_view name = "Site") {
    return write(
        [&](Transaction& t) { return must(Installs(TeamScope(t, team.id)).create(name, team.root_entity, WallMs{})); });
  }
  model::Device add_device(const model::Team& team, const model::Install& install, std::string name = "Printer",
                           std::string address = "10.0.0.9") {
    model::Device device;
    device.id = model::DeviceId::make();
    device.team = team.id;
    device.name = std::move(name);
    device.entity = team.root_entity;
    device.install = install.id;
    device.install_name = install.name;
    device.address = std::move(address);
    device.endpoints = {{model::EndpointId::make(), model::Scheme::kHttp, 80, {}},
                        {model::EndpointId::make(), model::Scheme::kHttps, 443, {}}};
    write([&](Transaction& t) { must(Devices(TeamScope(t, team.id)).insert(device)); });
    return device;
  }

 private:
  void open() { store_ = must(Store::open(file(), Store::Mode::kCreate, log_)); }
  TestFolder folder_;
  Log log_{Log::Level::kError, Log::Format::kText};
  std::unique_ptr<Store> store_;
};

}  // namespace callout::store
