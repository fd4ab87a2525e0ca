// SPDX-License-Identifier: Apache-2.0
#include "store/jobs.h"

#include "store/connection.h"
#include "store/failure_columns.h"
#include "store/listing.h"
#include "store/reach.h"
#include "store/texts.h"

namespace callout::store {

namespace {

constexpr std::string_view kJobColumns =
    "SELECT id, team_id, kind, state, install_id, install_name, device_id, device_name, session_id, technician_id, "
    "technician_name, created_ms, "
    "finished_ms, failure_hop, failure_code, failure_detail, failure_remedy, steps FROM jobs";

struct JobRow {
  std::string id, team, kind, state, install, install_name, device, device_name, technician, technician_name, steps;
  std::optional<std::string> session;
  std::int64_t created = 0;
  std::optional<std::int64_t> finished;
  FailureColumns failure;

  void bind(Query& query) {
    query.into(id)
        .into(team)
        .into(kind)
        .into(state)
        .into(install)
        .into(install_name)
        .into(device)
        .into(device_name)
        .into(session);
    query.into(technician).into(technician_name).into(created).into(finished);
    failure.into(query);
    query.into(steps);
  }
  PageKey key() const { return {std::to_string(created), id}; }
  model::Job value() const {
    return {.id = model::JobId(id),
            .team = model::TeamId(team),
            .kind = model::parse<model::JobKind>(kind).value_or(model::JobKind::kCheckDevice),
            .state = model::parse<model::JobState>(state).value_or(model::JobState::kFailed),
            .install = model::InstallId(install),
            .install_name = install_name,
            .device = model::DeviceId(device),
            .device_name = device_name,
            .session = session ? std::optional(model::SessionId(*session)) : std::nullopt,
            .technician = model::TechnicianId(technician),
            .technician_name = technician_name,
            .created_at = time_of(created),
            .finished_at = time_of(finished),
            .failure = failure.value(),
            .steps = steps_of_text(steps)};
  }
};

}  // namespace

Result<model::Job> Jobs::get(const model::JobId& id) {
  return guarded("read the job", [&]() -> Result<model::Job> {
    Query query(scope_.connection(), std::string(kJobColumns) + " WHERE team_id = :team AND id = :id");
    query.use(scope_.team()).use(id.str());
    JobRow row;
    row.bind(query);
    if (!query.next()) return fail(Code::kNotFound, "There is no such job.");
    return row.value();
  });
}

Result<Page<model::Job>> Jobs::list(const PageRequest& page, const JobFilter& filter) {
  return guarded("list jobs", [&]() -> Result<Page<model::Job>> {
    Listing listing("team_id = :team", scope_.team());
    if (auto before = listing.before_time(page.cursor); !before) return fail(before);
    about_install_in_reach(scope_, filter.reach, "jobs.install_id", "jobs.technician_id").add_to(listing);
    if (filter.device) listing.where("device_id = :device", filter.device->str());
    if (filter.install) listing.where("install_id = :install", filter.install->str());
    return listing.page<model::Job, JobRow>(scope_.connection(), kJobColumns, " ORDER BY created_ms DESC, id DESC",
                                            page.limit);
  });
}

Result<> Jobs::insert(const model::Job& job) {
  return guarded("add the job", [&]() -> Result<> {
    Query query(scope_.connection(),
                "INSERT INTO jobs (id, team_id, kind, state, install_id, install_name, device_id, device_name, "
                "session_id, technician_id, "
                "technician_name, created_ms, finished_ms, failure_hop, failure_code, failure_detail, failure_remedy, "
                "steps) VALUES (:id, :team, "
                ":kind, :state, :install, :install_name, :device, :device_name, :session, :technician, "
                ":technician_name, :created, :finished, "
                ":hop, :code, :fdetail, :remedy, :steps)");
    query.use(job.id.str()).use(scope_.team()).use(model::to_string(job.kind)).use(model::to_string(job.state));
    query.use(job.install.str()).use(job.install_name).use(job.device.str()).use(job.device_name);
    query.use(job.session ? std::optional(job.session->str()) : std::nullopt)
        .use(job.technician.str())
        .use(job.technician_name);
    query.use(ms_of(job.created_at)).use(ms_of(job.finished_at));
    FailureColumns(job.failure).use(query);
    query.use(text_of_steps(job.steps)).run();
    return {};
  });
}

Result<> Jobs::update(const model::Job& job) {
  return guarded("change the job", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE jobs SET state = :state, finished_ms = :finished, failure_hop = :hop, failure_code = :code, "
                "failure_detail = :fdetail, "
                "failure_remedy = :remedy, steps = :steps WHERE team_id = :team AND id = :id");
    query.use(model::to_string(job.state)).use(ms_of(job.finished_at));
    FailureColumns(job.failure).use(query);
    query.use(text_of_steps(job.steps)).use(scope_.team()).use(job.id.str());
    if (query.run() == 0) return fail(Code::kNotFound, "There is no such job.");
    return {};
  });
}

Result<std::vector<model::Job>> unfinished_jobs(Transaction& transaction) {
  return guarded("read the unfinished jobs", [&]() -> Result<std::vector<model::Job>> {
    Query query(transaction.connection(),
                std::string(kJobColumns) + " WHERE finished_ms IS NULL ORDER BY created_ms, id");
    JobRow row;
    row.bind(query);
    std::vector<model::Job> jobs;
    while (query.next()) jobs.push_back(row.value());
    return jobs;
  });
}

}  // namespace callout::store
