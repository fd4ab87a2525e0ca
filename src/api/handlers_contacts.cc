// SPDX-License-Identifier: Apache-2.0
// Contacts of entities: for who sees the entity, who administers it, and who has the link of a mail.
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/person_fields.h"
#include "api/text_fields.h"
#include "model/person.h"
#include "store/contacts.h"

namespace callout::api {
namespace {

namespace json = boost::json;

/// Whether they are mailed, and why not.
std::string_view mails_of(const model::Contact& contact, bool mail_server) {
  if (contact.unsubscribed_at) return "unsubscribed";
  if (!contact.notify) return "off";
  return mail_server ? "sent" : "not_set_up";
}

json::object present_contact(const Context& context, const model::Contact& contact) {
  json::object out{{"id", contact.id.str()},
                   {"entity", contact.entity.str()},
                   {"name", contact.name},
                   {"email", contact.email},
                   {"language", contact.language},
                   {"time_zone", contact.time_zone},
                   {"notify", contact.notify},
                   {"journal", contact.journal},
                   {"mails", mails_of(contact, context.customers.notifier.configured())},
                   {"added_by", contact.added_by},
                   {"created_at", rfc3339(contact.created_at)}};
  if (contact.unsubscribed_at) out["unsubscribed_at"] = rfc3339(*contact.unsubscribed_at);
  return out;
}

std::optional<std::string> maybe_zone(Fields& in) {
  const auto text = in.maybe_text("time_zone", {0, 64});
  if (!text) return std::nullopt;
  auto zone = model::time_zone_from(*text);
  if (zone) return std::move(*zone);
  in.mistake("time_zone", zone.error().message);
  return std::nullopt;
}

/// The contact, if its entity is one that the technician sees.
Answer<model::Contact> seen_contact(Context& context, const Call& call) {
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  auto contact =
      store::Contacts(store::TeamScope(*transaction, call.team())).get(model::ContactId(std::string(call.id)));
  if (!contact) return refuse(contact);
  if (auto seen = seen_entity(context, call, contact->entity); !seen) return refuse(seen.error());
  return std::move(*contact);
}

}  // namespace

Answer<Response> list_contacts(Context& context, const Call& call) {
  const model::EntityId id{std::string(call.id)};
  if (auto seen = seen_entity(context, call, id); !seen) return refuse(seen.error());
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Contacts(store::TeamScope(*transaction, call.team())).list(id);
  if (!found) return refuse(found);
  json::array items;
  for (const auto& contact : *found) items.push_back(present_contact(context, contact));
  return json_response(200, {{"items", std::move(items)}});
}

Answer<Response> create_contact(Context& context, const Call& call) {
  Fields in(call.body);
  customers::ContactDetails details{.name = name(in, "name", "The contact's name"), .email = email(in, "email")};
  details.language = maybe_language(in, "language").value_or("");
  details.time_zone = maybe_zone(in).value_or("");
  details.notify = in.maybe_bool("notify").value_or(true);
  details.journal = in.maybe_bool("journal").value_or(true);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const model::EntityId id{std::string(call.id)};
  if (auto seen = seen_entity(context, call, id); !seen) return refuse(seen.error());
  const auto added = context.customers.contacts.add(call.actor(), id, details);
  if (!added) return refuse(added);
  return json_response(201, present_contact(context, *added));
}

Answer<Response> update_contact(Context& context, const Call& call) {
  Fields in(call.body);
  const customers::ContactChange change{.name = maybe_name(in, "name", "The contact's name"),
                                        .language = maybe_language(in, "language"),
                                        .time_zone = maybe_zone(in),
                                        .notify = in.maybe_bool("notify"),
                                        .journal = in.maybe_bool("journal")};
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto contact = seen_contact(context, call);
  if (!contact) return refuse(contact.error());
  const auto changed = context.customers.contacts.change(call.actor(), contact->id, change);
  if (!changed) return refuse(changed);
  return json_response(200, present_contact(context, *changed));
}

Answer<Response> delete_contact(Context& context, const Call& call) {
  const auto contact = seen_contact(context, call);
  if (!contact) return refuse(contact.error());
  const auto removed = context.customers.contacts.remove(call.actor(), contact->id);
  if (!removed) return refuse(removed);
  return empty_response(204);
}

Answer<Response> unsubscribe_contact(Context& context, const Call& call) {
  Parameters in(call.query);
  const std::string token = in.needed("token", 128);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto& contacts = context.customers.contacts;
  const auto done = contacts.unsubscribe(token, std::string(call.remote_ip));
  if (!done) return refuse(with_wait(done.error(), contacts.retry_after(call.remote_ip)));
  return empty_response(204);
}

}  // namespace callout::api
