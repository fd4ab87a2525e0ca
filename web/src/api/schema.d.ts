// SPDX-License-Identifier: Apache-2.0
// Generated from src/api/openapi.yaml by `npm run types`. Not edited by hand.
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Prometheus text format. Answered only to the addresses of `metrics.allow` (loopback unless configured). */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The authorize step of the session ticket (RFC 7636 shaped): called by the browser from a session host. Answers 302 to the session host's callback with a code that lives 30 s and works once, or to /sign-in. */
        get: operations["authorize"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description After `second_factor` of POST /api/v1/sign-in, from the same browser within five minutes: the code that the app shows, or a recovery code. 401 with the code signed_out says that one has to begin again. */
        post: operations["giveSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSignInOptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Mails a link to set a new password (1 h, one use). The answer is the same whether or not the address has an account. */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-resets/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Ends every sign-in of the account; API tokens and the second factor stay. Signs nobody in. */
        post: operations["completePasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What the link of an invitation opens. 404 for one that is not valid any more. */
        post: operations["lookAtInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Activates the account, with the rights that it has got already. Signs nobody in. */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description A team of one's own, where the operator allows it (else 404): mails a link that confirms the address (72 h, one use). The answer is the same for an address that has an account. */
        post: operations["registerTeam"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registrations/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Makes the team with its owner. Signs nobody in. */
        post: operations["confirmRegistration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journal-links/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What the link `/journal#TOKEN` shows: the sessions of the last 90 days to devices that stood in its entity or below, newest first. 404 for a link that is unknown, withdrawn or expired. Its use is recorded, at most once an hour. */
        post: operations["lookAtJournal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Stops the team's mails to a contact: List-Unsubscribe of these mails, in one click (RFC 8058) and by the page of the same address. Takes any body and any origin. Can be repeated. */
        post: operations["unsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/client-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Lets a command line act as the technician who is signed in here (RFC 8252 with RFC 7636). The code lives 60 s, works once, and with the challenge's verifier only. A client's token can't ask for one. */
        post: operations["createClientCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/client-sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Called by the command line: trades a code for a sign-in of its own, with the limits of any other. Refused with Origin, Cookie or a Sec-Fetch field. A code that is tried again ends the sign-in that it made. */
        post: operations["signClientIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** @description One's own profile. Only in the console. */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Ends every other sign-in, with its sessions, and sets a new cookie; API tokens stay. A wrong current password is 422 with the code wrong_password. Only in the console. */
        post: operations["changeMyPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMySignIns"];
        put?: never;
        post?: never;
        /** @description All but this one, and all API tokens. Only in the console. */
        delete: operations["endMySignIns"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sign-ins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["endMySignIn"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/two-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description Ends the other sign-ins. A wrong code is 422 with the code wrong_code. Only in the console. */
        put: operations["confirmTwoFactor"];
        /** @description A new secret for an app (RFC 6238: SHA-1, 6 digits, 30 s), which counts when a code of it was given. Only in the console. */
        post: operations["beginTwoFactor"];
        /** @description Only in the console. */
        delete: operations["removeTwoFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One's own, or those of a technician that one administers. */
        get: operations["listApiTokens"];
        put?: never;
        /** @description For programs: `Authorization: Bearer`. It may what its scope says, and never more than its technician may now. Only in the console. */
        post: operations["createApiToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description One's own, or one of a technician whose account one may change. Sessions that it opened end. Only in the console. */
        delete: operations["deleteApiToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Live changes of the team as server-sent events. The event name is `job`, `session`, `install` or `device` (data: the whole object as its GET answers it), `removed` (data: {"kind","id"}), or `access` (data: {}): who may do what has changed, so fetch again what is shown. A comment line comes every 15 s. Nothing is replayed: fetch after (re)connecting. */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/team": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTeam"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["updateTeam"];
        trace?: never;
    };
    "/api/v1/technicians": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Those at home where the caller administers technicians. */
        get: operations["listTechnicians"];
        put?: never;
        post: operations["createTechnician"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description A technician in the state of invitation: rights and departments can be given already. Mails a link to join (72 h, one use); without a mail server `link` is in the answer, to be passed on. */
        post: operations["createInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/technicians/{id}/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description A new link; the old one is dead. */
        post: operations["resendInvitation"];
        /** @description Removes the technician with their rights. 409 for who has accepted. */
        delete: operations["deleteInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/technicians/{id}/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description All sign-ins and API tokens of the technician, with their sessions. */
        delete: operations["endTechnicianSignIns"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/technicians/{id}/two-factor": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description For who lost their app and their recovery codes: they are told by mail, and their sign-ins end. Only in the console. */
        delete: operations["resetTwoFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/technicians/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getTechnician"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** @description The owner record can't be changed here, nor one's own, nor that of who holds more than the caller. Disabling ends the technician's sign-ins and sessions. */
        patch: operations["updateTechnician"];
        trace?: never;
    };
    "/api/v1/technicians/{id}/access": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** @description Where the technician is at home, and Remote Firmware Update for all sites of the team. `version` is the one that was looked at; 409 when it was changed meanwhile. */
        patch: operations["updateTechnicianAccess"];
        trace?: never;
    };
    "/api/v1/technicians/{id}/departments": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Who comes into a department gets its rights, who leaves loses them; only for who holds them. */
        post: operations["changeTechnicianDepartments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/technicians/{id}/effective-permissions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** @description Each permission of the technician on a device or an entity, with where it comes from and until when. Give `device` or `entity`. Restriction switches count for a device; those of an entity stand in its `remote-access`. For oneself or for whom one administers. */
        get: operations["listEffectivePermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDepartments"];
        put?: never;
        post: operations["createDepartment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/departments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description With its access rights, which its technicians lose. 409 says how many there are, and of whom, until `access_rights` is their number. */
        delete: operations["deleteDepartment"];
        options?: never;
        head?: never;
        patch: operations["updateDepartment"];
        trace?: never;
    };
    "/api/v1/departments/{id}/technicians": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Adds and removes technicians, at most 200 at once. */
        post: operations["changeDepartmentTechnicians"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Everything that a role can hold. `built` is false for what has no function yet: it can be given, and is asked when the function is there. `held` says whether the caller holds it somewhere. */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The team's own, by name, then the system roles. */
        get: operations["listRoles"];
        put?: never;
        /** @description The purpose can not be changed later. A copy of a system role is a new role with its permissions. */
        post: operations["createRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getRole"];
        /** @description What the role gives more or less, it gives to or takes from all who have it: only for who holds that wherever it is used. System roles answer 409. */
        put: operations["replaceRole"];
        post?: never;
        /** @description With the access rights that use it. 409 says how many there are, and of whom, until `access_rights` is their number. */
        delete: operations["deleteRole"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access-rights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Newest first: the own ones, and those that one administers. A page may hold fewer than asked for. */
        get: operations["listAccessRights"];
        put?: never;
        /** @description Nobody gives more than they hold for as long, nobody to themselves. */
        post: operations["createAccessRight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access-rights/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        /** @description Role, time and reason as a whole; `version` is the one that was looked at, 409 when it was changed meanwhile. */
        put: operations["replaceAccessRight"];
        post?: never;
        /** @description Ends what is open by it within a second. */
        delete: operations["deleteAccessRight"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Why a technician may or may not: the right, role, path of entities, switch and install, and what would change it. Give `device` or `entity`; `technician` is oneself unless given. */
        get: operations["explainAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Newest first. `technician` finds who acted and to whom it was done; `entity` with all that was below it. Who may read it for some entities only reads what was done there, and gives `entity` when they are several. */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The same records as a file, newest first. The export is recorded itself. */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAuditSettings"];
        put: operations["setAuditSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The team's tree, parents before children. */
        get: operations["listEntities"];
        put?: never;
        post: operations["createEntity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Only an entity with no children, installs or devices; never the root. */
        delete: operations["deleteEntity"];
        options?: never;
        head?: never;
        /** @description Rename, or move below another parent (never below itself). */
        patch: operations["updateEntity"];
        trace?: never;
    };
    "/api/v1/entities/{id}/remote-access": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** @description The switch Remote Technician of the entity, and what changing it reaches. */
        get: operations["getEntityRemoteAccess"];
        /** @description Holds for the entity and all below that have not set their own. Off ends open sessions there within a second. */
        put: operations["setEntityRemoteAccess"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/{id}/remote-access/reset-below": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description All entities below take this one's switch again. */
        post: operations["resetEntityRemoteAccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/{id}/temporary-permissions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description For an engineer on this site, for at most the days that the team sets (30). A new one replaces that of the same technician here. Beyond 3 days it asks for `confirmed` (409). List them by GET /api/v1/access-rights?temporary=true&entity=... */
        post: operations["createTemporaryPermission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** @description Of this entity itself, by name; at most 20. */
        get: operations["listContacts"];
        put?: never;
        /** @description Somebody who is mailed when a session to a device in the entity or below starts and ends. Whoever has unsubscribed from the team's mails stays so. */
        post: operations["createContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description With the link of their mails. */
        delete: operations["deleteContact"];
        options?: never;
        head?: never;
        /** @description Another address is another contact. */
        patch: operations["updateContact"];
        trace?: never;
    };
    "/api/v1/entities/{id}/journal-links": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** @description Of this entity itself, newest first, with those in its contacts' mails; at most 50. */
        get: operations["listJournalLinks"];
        put?: never;
        /** @description For a customer without an account: shows which sessions there were to devices in the entity and below. */
        post: operations["createJournalLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journal-links/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Withdraws it. Of one in a contact's mails, later mails have none. */
        delete: operations["deleteJournalLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/installs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listInstalls"];
        put?: never;
        /** @description Makes an install that waits for its agent, with a one-time enrolment token that is shown only in this answer. */
        post: operations["createInstall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/installs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getInstall"];
        put?: never;
        post?: never;
        /** @description Ends its sessions, cuts its connection, forgets its key. Its devices stay, without an install. */
        delete: operations["deleteInstall"];
        options?: never;
        head?: never;
        patch: operations["updateInstall"];
        trace?: never;
    };
    "/api/v1/installs/{id}/remote-access": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        /** @description Off, no session goes through this install. */
        put: operations["setInstallRemoteAccess"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/installs/{id}/enrolment-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description A new one-time token; an unused earlier one stops working. An agent that enrols with it replaces the key of the install. */
        post: operations["createEnrolmentToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDevices"];
        put?: never;
        /** @description Adds a device by hand and asks its install to check it (a job of kind `check_device`). */
        post: operations["createDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getDevice"];
        put?: never;
        post?: never;
        /** @description Ends its sessions and removes it. */
        delete: operations["deleteDevice"];
        options?: never;
        head?: never;
        /** @description A change of address, install or endpoints ends the device's sessions and has it checked again, one of raw ports ends those to them, one of how it is treated its sessions; `accept_identity` takes the identity that the last check saw, `accept_tls_key` the TLS key that an endpoint showed last. */
        patch: operations["updateDevice"];
        trace?: never;
    };
    "/api/v1/devices/{id}/remote-access": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        /** @description Off, nobody opens the device. */
        put: operations["setDeviceRemoteAccess"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["checkDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Open Device Webpage. Creates a session and its job and answers at once; follow the session by `events` or by GET. When it is active, go to `start_url` in the tab that shall hold the page. */
        post: operations["openDeviceWebpage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/port-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Opens a session of kind `ports` to the device's raw ports: no page, but raw TCP for the client. The agent reaches the given port first. When the session is active, ask for a client key. */
        post: operations["openDevicePort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDeviceGroups"];
        put?: never;
        post: operations["createDeviceGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        /** @description Name and rule. A rule gives the rights for the group on devices to come: only for who holds them there. */
        put: operations["replaceDeviceGroup"];
        post?: never;
        /** @description With the access rights for it. 409 says how many there are, and of whom, until `access_rights` is their number. */
        delete: operations["deleteDeviceGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-groups/{id}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Adds and removes devices, at most 200 at once; only for who may change them and holds the rights for the group on them. */
        post: operations["changeDeviceGroupDevices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The team's own, then those shipped, each by name. A team has at most 200. */
        get: operations["listProfiles"];
        put?: never;
        /** @description Sessions to devices that it fits, and that were treated in another way, end. */
        post: operations["createProfile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getProfile"];
        /** @description The whole document. Sessions to devices that are treated in another way from now on end. A shipped one can't be changed (409). */
        put: operations["replaceProfile"];
        post?: never;
        /** @description Refused (409) while it is chosen for a device, and for shipped ones. */
        delete: operations["deleteProfile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Newest first. One's own, and those to devices whose connection history one may see. */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/requests": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** @description The session's HTTP access log: what was asked of the device, in the order in which the requests ended, at most a second behind. For who may see the device's connection history; of one's own session, too, only then. Lines are kept as long as `sessions.access_log_days` says. */
        get: operations["listSessionRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Sets the time left to the team's session length again; only by its technician. The total never exceeds the team's maximum of 8 h. */
        post: operations["extendSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/client-key": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description A key with which the client opens raw connections: a WebSocket at `<url>/.callout/tcp/<port>` with `Authorization: Bearer <key>` and the subprotocol `callout-tcp.1`, whose binary messages are the bytes and whose close frame ends one direction. Only by the session's technician, while it is active. A session has at most four keys; it ends with the sign-in that asked for one. */
        post: operations["createClientKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description By its technician or an administrator. Both legs are cut within 1 s. */
        post: operations["endSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Newest first. One's own, and those of installs where one manages jobs. */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description By who asked for it, or an administrator. */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description WebSocket, subprotocol `callout.1`. See docs/protocol.md. */
        get: operations["agentConnect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/enroll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Trades a one-time token and a proof of the new key for an install. See docs/protocol.md. */
        post: operations["agentEnroll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/rotate-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["agentRotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /** @constant */
            type: "about:blank";
            title: string;
            status: number;
            /** @description One sentence that says what to do */
            detail?: string;
            /** @description Stable, for programs: invalid, not_found, conflict, denied, wrong_password, wrong_code, signed_out, csrf, rate_limited, unavailable, internal */
            code: string;
            /** @description JSON pointer to the field at fault */
            field?: string;
            retry_after_s?: number;
        };
        SignIn: {
            email: string;
            password: string;
        };
        Me: {
            technician: components["schemas"]["Technician"];
            team: components["schemas"]["Team"];
            csrf_token: string;
            two_factor: {
                enabled: boolean;
                /** @description That are left */
                recovery_codes: number;
            };
            /** @description Names as in x-permission that this technician holds somewhere */
            permissions: string[];
            server: {
                version: string;
                /** @description The console's own address */
                url: string;
            };
        };
        SecondFactorNeeded: {
            /** @constant */
            second_factor: true;
            challenge: string;
        };
        SecondFactor: {
            challenge: string;
            code: string;
        };
        SignInOptions: {
            /** @description People can register teams of their own */
            registration: boolean;
            /** @description A forgotten password can be replaced by mail */
            password_reset: boolean;
            /** @description Those of mails */
            languages: {
                tag: string;
                name: string;
            }[];
        };
        LinkToken: {
            token: string;
        };
        AccountEmail: {
            email: string;
        };
        PasswordResetNew: {
            email: string;
        };
        PasswordResetComplete: {
            token: string;
            password: string;
        };
        PasswordChange: {
            current: string;
            password: string;
        };
        PasswordGiven: {
            password: string;
        };
        CodeGiven: {
            code: string;
        };
        PasswordAndCode: {
            password: string;
            code: string;
        };
        TwoFactorSecret: {
            /** @description Base32 */
            secret: string;
            /** @description otpauth://, for a QR code */
            uri: string;
        };
        RecoveryCodes: {
            /** @description Each signs in once in place of a code */
            recovery_codes: string[];
        };
        SignInInfo: {
            id: string;
            /** @enum {string} */
            kind: "browser" | "client";
            /** @description What a command line calls its machine */
            name?: string;
            /** @description Where it was made from */
            address?: string;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description To the minute
             */
            used_at: string;
            /** @description The one that asks */
            current: boolean;
        };
        SignInList: {
            items: components["schemas"]["SignInInfo"][];
        };
        ApiTokenNew: {
            name: string;
            /** @description Permissions that the technician holds somewhere */
            scope: string[];
            /**
             * Format: date-time
             * @description At most a year from now
             */
            expires_at: string;
        };
        ApiToken: {
            id: string;
            name: string;
            scope: string[];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: date-time
             * @description To the minute; absent before the first use
             */
            used_at?: string;
            /** @description Only in the answer that made it */
            token?: string;
        };
        ApiTokenList: {
            items: components["schemas"]["ApiToken"][];
        };
        /** @description `name` is the first and the last name in one, split at its first space. */
        Person: {
            name?: string;
            first_name?: string;
            last_name?: string;
            /** @description International: +55 11 98765-4321 */
            phone?: string;
            /** @description One of GET /api/v1/sign-in-options */
            language?: string;
            /** @description Of the tz database: America/Sao_Paulo */
            time_zone?: string;
            comment?: string;
        };
        InvitationNew: components["schemas"]["Person"] & {
            email: string;
            /** @description The root unless given */
            home?: string;
        };
        Invitation: {
            technician: components["schemas"]["Technician"];
            /** Format: date-time */
            expires_at: string;
            /** @description Only without a mail server: to be passed on by the inviter */
            link?: string;
        };
        InvitationFacts: {
            team: string;
            email: string;
            inviter: string;
            first_name: string;
            last_name: string;
            language: string;
            /** Format: date-time */
            expires_at: string;
        };
        InvitationAcceptance: components["schemas"]["Person"] & {
            token: string;
            password: string;
        };
        RegistrationNew: components["schemas"]["Person"] & {
            email: string;
            team: string;
            password: string;
        };
        ClientCodeNew: {
            /** @description base64url SHA-256 of the verifier */
            challenge: string;
            /** @description What the program calls its machine, for the log */
            name: string;
        };
        ClientCode: {
            code: string;
        };
        ClientSignInNew: {
            code: string;
            verifier: string;
        };
        ClientSignIn: {
            /** @description For Authorization: Bearer; told once */
            token: string;
            technician: components["schemas"]["Technician"];
            team: components["schemas"]["Team"];
            permissions: string[];
            server: {
                version: string;
                url: string;
            };
        };
        Team: {
            id: string;
            name: string;
            session_minutes: number;
            root_entity: string;
            /** @description Any restricted install blocks a device; else one that is not restricted is enough */
            strict_installs: boolean;
            group_rights_for_new_devices: boolean;
            temporary_permission_days: number;
            temporary_permission_needs_reason: boolean;
        };
        TeamChange: {
            name?: string;
            session_minutes?: number;
            strict_installs?: boolean;
            group_rights_for_new_devices?: boolean;
            temporary_permission_days?: number;
            temporary_permission_needs_reason?: boolean;
        };
        Technician: {
            id: string;
            email: string;
            /** @description As it is shown: first and last name */
            name: string;
            first_name: string;
            last_name: string;
            /** @description E.164 */
            phone: string;
            language: string;
            time_zone: string;
            comment: string;
            owner: boolean;
            /** @enum {string} */
            state: "invitation" | "activated";
            /**
             * @description disabled_by_plan: the team has more technicians than its plan; the newest accounts are
             * @enum {string}
             */
            status: "active" | "disabled" | "disabled_by_plan";
            /** @description The entity that they see with what is below it */
            home: string;
            departments: string[];
            /** @description Remote Firmware Update for all sites of the team */
            firmware_everywhere: boolean;
            version: number;
            /** Format: date-time */
            created_at: string;
        };
        TechnicianNew: components["schemas"]["Person"] & {
            email: string;
            password: string;
            /** @description The root unless given */
            home?: string;
        };
        TechnicianChange: components["schemas"]["Person"] & {
            /** @enum {string} */
            status?: "active" | "disabled";
            password?: string;
        };
        TechnicianPage: {
            items: components["schemas"]["Technician"][];
            next_cursor?: string;
        };
        Entity: {
            id: string;
            /** @description Absent on the root */
            parent?: string;
            name: string;
            /** @description Names from the root, joined by ' / ' */
            path: string;
            /**
             * @description The entity's own switch
             * @enum {string}
             */
            remote_access: "inherited" | "on" | "off";
        };
        EntityNew: {
            parent: string;
            name: string;
        };
        EntityChange: {
            parent?: string;
            name?: string;
        };
        EntityPage: {
            items: components["schemas"]["Entity"][];
            next_cursor?: string;
        };
        Install: {
            id: string;
            name: string;
            entity: string;
            entity_path: string;
            /**
             * @description waiting means no agent has enrolled yet
             * @enum {string}
             */
            state: "waiting" | "enrolled";
            online: boolean;
            /** @enum {string} */
            remote_access: "on" | "off";
            /** @description Its key was seen live from two machines; the second was refused */
            duplicate_key?: boolean;
            agent_version?: string;
            hostname?: string;
            os?: string;
            remote_address?: string;
            /** Format: date-time */
            last_seen_at?: string;
            device_count: number;
            /** Format: date-time */
            created_at: string;
        };
        InstallNew: {
            name: string;
            entity: string;
        };
        InstallChange: {
            name?: string;
            entity?: string;
        };
        Enrolment: {
            token: string;
            /** @description The line to run on the customer's network */
            command: string;
            /** Format: date-time */
            expires_at: string;
        };
        InstallCreated: {
            install: components["schemas"]["Install"];
            enrolment: components["schemas"]["Enrolment"];
        };
        InstallPage: {
            items: components["schemas"]["Install"][];
            next_cursor?: string;
        };
        Endpoint: {
            id: string;
            /** @enum {string} */
            scheme: "http" | "https";
            port: number;
            check?: components["schemas"]["EndpointCheck"];
            tls?: components["schemas"]["EndpointTls"];
        };
        /** @description What the agent saw at the last check */
        EndpointCheck: {
            reachable: boolean;
            /** @description HTTP status of GET / */
            status?: number;
            title?: string;
            server?: string;
            /** @enum {string} */
            auth?: "none" | "basic" | "digest" | "ntlm" | "negotiate" | "form" | "other";
            /** @description Why it is not reachable */
            detail?: string;
        };
        /** @description Of an https endpoint, once its TLS has been seen. The first key is the one to find again; with another one no page is opened until it is accepted */
        EndpointTls: {
            /** @description At the last check or visit, such as TLSv1.2 */
            version: string;
            /** @description OpenSSL's name */
            cipher: string;
            /** @description Kind and bits, such as RSA-2048 */
            key: string;
            /** @description base64url of the certificate's public key, as last seen */
            key_sha256: string;
            /** @description Older than TLS 1.2, RSA below 2048 bits, or a broken cipher */
            weak: boolean;
            /** @description The key last seen is not the known one */
            key_changed: boolean;
            /** @description The key to be found again */
            known_key_sha256: string;
            /** Format: date-time */
            known_since: string;
            /** @description Name of the technician who accepted it; absent for the first key */
            accepted_by?: string;
        };
        /** @description The key that the endpoint showed last, named in full, so that no other is accepted by mistake */
        AcceptedKey: {
            endpoint: string;
            key_sha256: string;
        };
        EndpointNew: {
            /** @enum {string} */
            scheme: "http" | "https";
            port: number;
        };
        Device: {
            id: string;
            name: string;
            entity: string;
            entity_path: string;
            /** @description Absent when its install was removed */
            install?: string;
            install_name?: string;
            install_online?: boolean;
            /** @description IPv4 or IPv6 literal on the install's network */
            address: string;
            /** @description The identity that a session must find again; absent until a check has seen one */
            mac?: string;
            /** @description What the last check saw, when it differs from mac */
            seen_mac?: string;
            endpoints: components["schemas"]["Endpoint"][];
            /** @description Ports that a session of kind `ports` may reach */
            raw_ports: number[];
            profile?: components["schemas"]["AppliedProfile"];
            body_translation: components["schemas"]["BodyTranslation"];
            treatment: components["schemas"]["Treatment"];
            groups: string[];
            /** @description That track it beside `install` */
            other_installs: string[];
            /** @enum {string} */
            remote_access: "on" | "off";
            /** @description Whether rights for its groups count */
            group_rights: boolean;
            /** @description From everyone but one technician and the owner */
            hidden: boolean;
            /** @enum {string} */
            status: "unchecked" | "checking" | "reachable" | "unreachable" | "identity_changed" | "refused";
            status_detail?: string;
            /** Format: date-time */
            checked_at?: string;
            /** Format: date-time */
            created_at: string;
        };
        DeviceNew: {
            name: string;
            install: string;
            /** @description The install's entity unless given */
            entity?: string;
            address: string;
            /** @description May be left out when a profile is given: then those that it names */
            endpoints?: components["schemas"]["EndpointNew"][];
            raw_ports?: components["schemas"]["RawPorts"];
            profile?: components["schemas"]["ProfileChoice"];
            body_translation?: components["schemas"]["BodyTranslation"];
            other_installs?: string[];
            group_rights?: boolean;
            /** @description From everyone but who says so */
            hidden?: boolean;
        };
        DeviceChange: {
            name?: string;
            install?: string;
            entity?: string;
            address?: string;
            endpoints?: components["schemas"]["EndpointNew"][];
            raw_ports?: components["schemas"]["RawPorts"];
            profile?: components["schemas"]["ProfileChoice"];
            body_translation?: components["schemas"]["BodyTranslation"];
            other_installs?: string[];
            group_rights?: boolean;
            /** @description From everyone but who says so */
            hidden?: boolean;
            /** @constant */
            accept_identity?: true;
            accept_tls_key?: components["schemas"]["AcceptedKey"];
        };
        /** @description Id of a profile, or `automatic`: the first that fits what the last check saw, the team's own before those shipped */
        ProfileChoice: string;
        /**
         * @description Whether the device's own URLs in texts become those of the session
         * @enum {string}
         */
        BodyTranslation: "as_profile" | "on" | "off";
        /** @description The profile that holds for the device; absent when none does */
        AppliedProfile: {
            id: string;
            name: string;
            shipped: boolean;
            /** @description Chosen for this device; otherwise it fits what the last check saw */
            chosen: boolean;
        };
        /** @description How the device is treated, by its profile and its own settings */
        Treatment: {
            connections?: components["schemas"]["ProfileConnections"];
            tls: components["schemas"]["ProfileTls"];
            translate_bodies: boolean;
            endpoints: components["schemas"]["EndpointNew"][];
            allowed_paths: string[];
        };
        /** @description Connections that such a device bears at once; absent: learned from its refusals */
        ProfileConnections: number;
        /**
         * @description Modern first and the old kind where that fails; never the old kind; the old kind at once
         * @enum {string}
         */
        ProfileTls: "automatic" | "modern" | "legacy";
        /** @description Patterns of a page's title and Server field: `*` stands for anything, case does not matter. At least one */
        ProfileFingerprint: {
            title?: string;
            server?: string;
        };
        ProfileNew: {
            name: string;
            maker?: string;
            models?: string;
            /** @description Why it is as it is */
            notes?: string;
            match?: components["schemas"]["ProfileFingerprint"][];
            connections?: components["schemas"]["ProfileConnections"];
            tls?: components["schemas"]["ProfileTls"];
            /** @default true */
            translate_bodies: boolean;
            /** @description Web servers that such devices have: a device is added with them, and the pages of a session may load parts from them */
            endpoints?: components["schemas"]["EndpointNew"][];
            /** @description Patterns of the paths that sessions may ask for; empty: all */
            allowed_paths?: string[];
        };
        Profile: components["schemas"]["ProfileNew"] & {
            id: string;
            shipped: boolean;
        };
        ProfileList: {
            items: components["schemas"]["Profile"][];
        };
        RawPorts: number[];
        DevicePage: {
            items: components["schemas"]["Device"][];
            next_cursor?: string;
        };
        /** @description Which hop failed and what to do */
        Failure: {
            /** @enum {string} */
            hop: "server" | "install" | "device";
            /** @description install_offline, install_silent, agent_refused, device_unreachable, identity_changed, identity_unknown, tls_failed, tls_key_changed, not_http, cancelled, expired, internal */
            code: string;
            detail: string;
            /** @description One sentence that says what to do */
            remedy?: string;
        };
        SessionNew: {
            /** @description The device's first endpoint unless given */
            endpoint?: string;
        };
        PortSessionNew: {
            /** @description One of the device's `raw_ports` */
            port: number;
        };
        ClientKey: {
            key: string;
            /** @description Of the session's host, without a path */
            url: string;
        };
        Session: {
            id: string;
            /** @enum {string} */
            kind: "webpage" | "ports";
            device: string;
            device_name: string;
            install?: string;
            install_name?: string;
            technician: string;
            technician_name: string;
            /** @description Of a session of kind `webpage` */
            endpoint?: string;
            /** @description Of the endpoint */
            port: number;
            job: string;
            /** @enum {string} */
            state: "requested" | "connecting" | "active" | "closing" | "closed";
            /** @description The technician may look, and change nothing: only requests that read reach the device */
            read_only: boolean;
            closed_reason?: components["schemas"]["ClosedReason"];
            failure?: components["schemas"]["Failure"];
            /** @description Only to its own technician while it is active, and only of kind `webpage` */
            start_url?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            active_at?: string;
            /** Format: date-time */
            closed_at?: string;
            /** @description Whole seconds left while active */
            remaining_s?: number;
            extendable?: boolean;
            bytes_up?: number;
            bytes_down?: number;
        };
        SessionPage: {
            items: components["schemas"]["Session"][];
            next_cursor?: string;
        };
        SessionRequest: {
            /**
             * Format: date-time
             * @description When it came
             */
            at: string;
            /**
             * @description `counted`: so many requests that only read, beyond those that are kept one by one
             * @enum {string}
             */
            kind: "http" | "websocket" | "raw" | "counted";
            method?: string;
            /** @enum {string} */
            scheme?: "http" | "https";
            /** @description Of the device */
            port: number;
            /** @description As the device got it, up to `?` or `;`: what follows can be a password or a token */
            path?: string;
            /** @description Something followed */
            query?: boolean;
            /** @description What the browser got; absent when it ended before */
            status?: number;
            /** @description The device answered, not Callout in its place */
            from_device?: boolean;
            /** @description Browser to device, without the headers */
            bytes_up: number;
            bytes_down: number;
            took_ms: number;
            /** @description Of kind `counted` */
            count?: number;
        };
        SessionRequestPage: {
            items: components["schemas"]["SessionRequest"][];
            next_cursor?: string;
        };
        Job: {
            id: string;
            /** @enum {string} */
            kind: "open_device_webpage" | "open_device_ports" | "check_device";
            /** @enum {string} */
            state: "queued" | "sent" | "received" | "running" | "completed" | "failed" | "expired" | "cancelled";
            install: string;
            install_name?: string;
            device?: string;
            device_name?: string;
            session?: string;
            technician: string;
            technician_name?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            finished_at?: string;
            failure?: components["schemas"]["Failure"];
            /** @description What happened, in order, with the time since the job was made */
            steps: {
                /** @enum {string} */
                name: "queued" | "sent" | "received" | "reached" | "identified" | "connected" | "completed" | "failed" | "expired" | "cancelled";
                at_ms: number;
                detail?: string;
            }[];
        };
        JobPage: {
            items: components["schemas"]["Job"][];
            next_cursor?: string;
        };
        Named: {
            name: string;
        };
        MembershipChange: {
            add?: string[];
            remove?: string[];
        };
        TechnicianAccess: {
            version: number;
            home?: string;
            firmware_everywhere?: boolean;
        };
        Department: {
            id: string;
            name: string;
            technician_count: number;
            /** Format: date-time */
            created_at: string;
        };
        DepartmentList: {
            items: components["schemas"]["Department"][];
        };
        DeviceGroup: {
            id: string;
            name: string;
            device_count: number;
            /** @description New devices whose name contains this join by themselves */
            join_name?: string;
            /** @description Only those of this entity and below */
            join_entity?: string;
            /** Format: date-time */
            created_at: string;
        };
        DeviceGroupNew: {
            name: string;
            join_name?: string;
            join_entity?: string;
        };
        DeviceGroupList: {
            items: components["schemas"]["DeviceGroup"][];
        };
        /** @enum {string} */
        Purpose: "devices" | "invitations" | "administration";
        Permission: {
            name: string;
            purpose: components["schemas"]["Purpose"];
            built: boolean;
            held: boolean;
        };
        PermissionList: {
            items: components["schemas"]["Permission"][];
        };
        Role: {
            id: string;
            name: string;
            purpose: components["schemas"]["Purpose"];
            permissions: string[];
            /** @description Can be used and copied, not changed or removed */
            system: boolean;
            version: number;
        };
        RoleNew: {
            name: string;
            purpose: components["schemas"]["Purpose"];
            permissions: string[];
        };
        RoleChange: {
            version: number;
            name: string;
            permissions: string[];
        };
        RoleList: {
            items: components["schemas"]["Role"][];
        };
        Holder: {
            /** @enum {string} */
            kind: "technician" | "department";
            id: string;
            /** @description Only in answers */
            name?: string;
        };
        RightScope: {
            /** @enum {string} */
            kind: "device" | "group" | "entity" | "quick_support" | "team";
            /** @description Absent for the sections quick_support and team */
            id?: string;
            /** @description Only in answers */
            name?: string;
        };
        WeeklyHours: {
            /** @description From Monday */
            days: number[];
            /** @description Time of day, 08:30 */
            from: string;
            /** @description At most `from`: of the next day */
            to: string;
            /** @description IANA name, America/Sao_Paulo */
            time_zone: string;
        };
        AccessRight: {
            id: string;
            holder: components["schemas"]["Holder"];
            scope: components["schemas"]["RightScope"];
            role: string;
            role_name: string;
            /** Format: date-time */
            from?: string;
            /** Format: date-time */
            to?: string;
            hours?: components["schemas"]["WeeklyHours"];
            temporary: boolean;
            /** @description Whether it holds at this moment */
            active: boolean;
            reason?: string;
            given_by_name?: string;
            /** Format: date-time */
            created_at: string;
            version: number;
        };
        AccessRightNew: {
            holder: components["schemas"]["Holder"];
            scope: components["schemas"]["RightScope"];
            role: string;
            /** Format: date-time */
            from?: string;
            /** Format: date-time */
            to?: string;
            hours?: components["schemas"]["WeeklyHours"];
            reason?: string;
        };
        AccessRightChange: {
            version: number;
            role: string;
            /** Format: date-time */
            from?: string;
            /** Format: date-time */
            to?: string;
            hours?: components["schemas"]["WeeklyHours"];
            reason?: string;
        };
        AccessRightPage: {
            items: components["schemas"]["AccessRight"][];
            next_cursor?: string;
        };
        TemporaryPermission: {
            technician: string;
            /** @description Remote Technician User unless given */
            role?: string;
            /**
             * Format: date-time
             * @description Now unless given
             */
            from?: string;
            /** Format: date-time */
            to: string;
            /** @description Or a ticket number; the team may ask for one */
            reason?: string;
            /**
             * @description Asked for beyond 3 days
             * @constant
             */
            confirmed?: true;
        };
        RightOrigin: {
            right: string;
            holder: components["schemas"]["Holder"];
            scope: components["schemas"]["RightScope"];
            role: string;
            role_name: string;
            permissions: string[];
            /** @description By a department, or from something over what was asked about */
            inherited: boolean;
            temporary: boolean;
            active: boolean;
            /** Format: date-time */
            from?: string;
            /** Format: date-time */
            to?: string;
            hours?: components["schemas"]["WeeklyHours"];
            /** Format: date-time */
            until?: string;
        };
        EffectivePermission: {
            permission: string;
            allowed: boolean;
            sentence: string;
            /** Format: date-time */
            until?: string;
            rights: components["schemas"]["RightOrigin"][];
        };
        EffectivePermissionList: {
            items: components["schemas"]["EffectivePermission"][];
        };
        SwitchState: {
            id: string;
            name: string;
            /** @enum {string} */
            setting: "inherited" | "on" | "off";
            enabled: boolean;
        };
        AccessExplanation: {
            allowed: boolean;
            /** @enum {string} */
            reason: "allowed" | "unknown_technician" | "foreign_team" | "technician_disabled" | "disabled_by_plan" | "not_activated" | "unknown_target" | "entity_restricted" | "install_restricted" | "device_restricted" | "hidden" | "no_right" | "not_own";
            sentence: string;
            /**
             * @description What an allowed decision rests on
             * @enum {string}
             */
            ground: "none" | "everyone" | "own" | "owner" | "home" | "access_right" | "firmware_everywhere";
            /** @description The access right that holds longest */
            right?: string;
            /**
             * Format: date-time
             * @description When that ends
             */
            until?: string;
            /** @description Id of the entity, install or device whose switch is off */
            restricted?: string;
            /** @description All that give the permission */
            rights: components["schemas"]["RightOrigin"][];
            /** @description The entities from there up to the root */
            path: components["schemas"]["SwitchState"][];
            /** @description That track the device */
            installs: components["schemas"]["SwitchState"][];
            /** @description The installs that a session may go through, the first choice first */
            through: string[];
            /** @description What would change it */
            remedies: string[];
        };
        EntitySwitch: {
            /** @enum {string} */
            setting: "inherited" | "on" | "off";
            /** @description As it works */
            enabled: boolean;
            /** @description The entity above that it is inherited from */
            set_by?: string;
            affects?: {
                entities: number;
                /** @description Entities below with a switch of their own */
                own_settings: number;
                installs: number;
                devices: number;
            };
        };
        EntitySwitchChange: {
            /** @enum {string} */
            setting: "inherited" | "on" | "off";
        };
        SwitchChange: {
            /** @enum {string} */
            setting: "on" | "off";
        };
        /** @enum {string} */
        ClosedReason: "expired" | "ended_by_technician" | "ended_by_administrator" | "device_removed" | "device_changed" | "install_removed" | "install_lost" | "access_lost" | "access_expired" | "restricted" | "failed" | "ticket_reused" | "signed_out";
        ContactNew: {
            name: string;
            email: string;
            /** @description One of GET /api/v1/sign-in-options; English unless given */
            language?: string;
            /** @description Of times in mails, of the tz database: America/Sao_Paulo. UTC unless given */
            time_zone?: string;
            /**
             * @description Mailed when sessions start and end
             * @default true
             */
            notify: boolean;
            /**
             * @description Mails have a link to the sessions of the entity
             * @default true
             */
            journal: boolean;
        };
        ContactChange: {
            name?: string;
            language?: string;
            time_zone?: string;
            /** @description Can't be turned on for who has unsubscribed (409) */
            notify?: boolean;
            /** @description Off withdraws the link; on again makes a new one */
            journal?: boolean;
        };
        Contact: {
            id: string;
            entity: string;
            name: string;
            email: string;
            language: string;
            time_zone: string;
            notify: boolean;
            journal: boolean;
            /**
             * @description not_set_up: mail is not set up on this server, so nobody is mailed
             * @enum {string}
             */
            mails: "sent" | "off" | "unsubscribed" | "not_set_up";
            added_by: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            unsubscribed_at?: string;
        };
        ContactList: {
            items: components["schemas"]["Contact"][];
        };
        JournalLinkNew: {
            /** @description For whom it is */
            name: string;
            /**
             * @description How long it is valid
             * @default 365
             */
            days: number;
        };
        JournalLink: {
            id: string;
            entity: string;
            name: string;
            /** @description In whose mails it stands */
            contact?: string;
            made_by: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: date-time
             * @description To the hour; absent before the first use
             */
            used_at?: string;
            /** @description Only in the answer that made it */
            link?: string;
        };
        JournalLinkList: {
            items: components["schemas"]["JournalLink"][];
        };
        JournalLook: {
            token: string;
            /** @description The next_cursor of the page before */
            cursor?: string;
        };
        SeenSession: {
            /** Format: date-time */
            started_at: string;
            /**
             * Format: date-time
             * @description Absent while it goes on
             */
            ended_at?: string;
            /** @description The name that is shown */
            technician: string;
            device: string;
            /** @description Name of the entity where the device stood */
            site: string;
            /** @enum {string} */
            kind: "webpage" | "ports";
            read_only: boolean;
            closed_reason?: components["schemas"]["ClosedReason"];
            /** @description To the device */
            bytes_up: number;
            /** @description From the device */
            bytes_down: number;
        };
        SeenJournal: {
            team: string;
            entity: string;
            /** Format: date-time */
            expires_at: string;
            items: components["schemas"]["SeenSession"][];
            next_cursor?: string;
        };
        AuditThing: {
            id: string;
            /** @description As it was then */
            name: string;
        };
        AuditRecord: {
            /** @description 1 and up without a gap in each team */
            seq: number;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            kind: "signed_in" | "sign_in_refused" | "signed_out" | "sign_in_ended" | "technician_created" | "technician_changed" | "technician_removed" | "technician_password_changed" | "technician_second_factor_changed" | "owner_changed" | "department_created" | "department_changed" | "department_removed" | "role_created" | "role_changed" | "role_removed" | "right_granted" | "right_changed" | "right_removed" | "invitation_sent" | "invitation_accepted" | "invitation_withdrawn" | "entity_created" | "entity_changed" | "entity_moved" | "entity_removed" | "install_created" | "install_changed" | "install_token_made" | "install_enrolled" | "install_key_rotated" | "install_key_duplicate" | "install_removed" | "device_created" | "device_changed" | "device_moved" | "device_identity_accepted" | "device_key_accepted" | "device_removed" | "device_group_created" | "device_group_changed" | "device_group_removed" | "profile_created" | "profile_changed" | "profile_removed" | "restriction_set" | "restriction_lifted" | "team_created" | "team_changed" | "job_made" | "job_finished" | "session_requested" | "session_opened" | "session_endpoint_used" | "session_extended" | "session_ended" | "access_refused" | "token_created" | "token_removed" | "journal_link_made" | "journal_link_used" | "journal_link_withdrawn" | "audit_retention_changed" | "audit_records_removed" | "audit_exported" | "audit_restarted";
            actor: {
                /** @enum {string} */
                kind: "technician" | "system" | "operator" | "agent" | "unknown";
                id?: string;
                name: string;
                address?: string;
                /** @enum {string} */
                via?: "browser" | "command_line" | "api_token" | "tunnel";
            };
            /** @enum {string} */
            outcome: "done" | "refused" | "failed";
            technician?: components["schemas"]["AuditThing"];
            device?: components["schemas"]["AuditThing"];
            entity?: components["schemas"]["AuditThing"];
            install?: components["schemas"]["AuditThing"];
            session?: string;
            job?: string;
            changes: {
                field: string;
                before: string;
                after: string;
            }[];
            detail?: string;
        };
        AuditPage: {
            items: components["schemas"]["AuditRecord"][];
            next_cursor?: string;
        };
        AuditSettings: {
            /** @description The seq of the newest */
            records: number;
            kept_from?: number;
            /** @description Absent for ever */
            retention_days?: number;
            public_key: string;
        };
        /** @description One of the two */
        AuditSettingsChange: {
            retention_days?: number;
            /** @constant */
            keep_for_ever?: true;
        };
        AgentEnroll: {
            token: string;
            /** @description Ed25519 public key */
            public_key: string;
            /** @description Ed25519 signature by the new key over 'callout enroll v1' NUL token */
            proof: string;
            agent_version?: string;
            hostname?: string;
            os?: string;
        };
        AgentEnrolled: {
            install: string;
            name: string;
        };
        AgentRotateKey: {
            install: string;
            public_key: string;
            /** @description Unix seconds; at most 300 s from the server's clock */
            time: number;
            /** @description Signature by the old key over 'callout rotate v1' NUL install NUL time NUL public_key */
            proof_old: string;
            /** @description The same bytes signed by the new key */
            proof_new: string;
        };
    };
    responses: {
        /** @description What went wrong and what to do */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        id: string;
        cursor: string;
        limit: number;
        /** @description Text to search for */
        q: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process is alive */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready to serve */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Starting or draining */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
        };
    };
    authorize: {
        parameters: {
            query: {
                host: string;
                state: string;
                /** @description base64url SHA-256 of the verifier */
                challenge: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the callback */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in; sets the cookie. With a second factor: not yet, but a challenge for POST /api/v1/sign-in/second-factor */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"] | components["schemas"]["SecondFactorNeeded"];
                };
            };
            401: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    giveSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactor"];
            };
        };
        responses: {
            /** @description Signed in; sets the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    getSignInOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the sign-in page offers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInOptions"];
                };
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordResetNew"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    completePasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordResetComplete"];
            };
        };
        responses: {
            /** @description The password is set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountEmail"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    lookAtInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description The invitation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationFacts"];
                };
            };
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationAcceptance"];
            };
        };
        responses: {
            /** @description Activated */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountEmail"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    registerTeam: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegistrationNew"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    confirmRegistration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description Made */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountEmail"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    lookAtJournal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JournalLook"];
            };
        };
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeenJournal"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    unsubscribe: {
        parameters: {
            query: {
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No more mails */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out; the sign-in is ended, with the sessions that it opened or has a cookie of, and the cookie cleared */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    createClientCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientCodeNew"];
            };
        };
        responses: {
            /** @description The code */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientCode"];
                };
            };
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    signClientIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientSignInNew"];
            };
        };
        responses: {
            /** @description Signed in */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientSignIn"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is asking */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["Problem"];
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Person"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            422: components["responses"]["Problem"];
        };
    };
    changeMyPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    listMySignIns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInList"];
                };
            };
        };
    };
    endMySignIns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    endMySignIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    confirmTwoFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeGiven"];
            };
        };
        responses: {
            /** @description Shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    beginTwoFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordGiven"];
            };
        };
        responses: {
            /** @description Shown once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TwoFactorSecret"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    removeTwoFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordAndCode"];
            };
        };
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    listApiTokens: {
        parameters: {
            query?: {
                technician?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenList"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    createApiToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiTokenNew"];
            };
        };
        responses: {
            /** @description The token is shown once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiToken"];
                };
            };
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    deleteApiToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    getTeam: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The team */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
        };
    };
    updateTeam: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamChange"];
            };
        };
        responses: {
            /** @description The team as changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            422: components["responses"]["Problem"];
        };
    };
    listTechnicians: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
                /** @description Text to search for */
                q?: components["parameters"]["q"];
                /** @description Only those who have not accepted yet */
                invitations?: boolean;
                status?: "active" | "disabled" | "disabled_by_plan";
                department?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TechnicianPage"];
                };
            };
        };
    };
    createTechnician: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TechnicianNew"];
            };
        };
        responses: {
            /** @description Created; without any right */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Technician"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    createInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationNew"];
            };
        };
        responses: {
            /** @description Invited */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    resendInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    deleteInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    endTechnicianSignIns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    resetTwoFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    getTechnician: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The technician */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Technician"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    updateTechnician: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TechnicianChange"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Technician"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    updateTechnicianAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TechnicianAccess"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Technician"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    changeTechnicianDepartments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MembershipChange"];
            };
        };
        responses: {
            /** @description Changed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    listEffectivePermissions: {
        parameters: {
            query?: {
                device?: string;
                entity?: string;
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that some right gives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffectivePermissionList"];
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    listDepartments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DepartmentList"];
                };
            };
        };
    };
    createDepartment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Named"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    deleteDepartment: {
        parameters: {
            query?: {
                /** @description The number of access rights that go with it; 409 says how many there are */
                access_rights?: number;
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    updateDepartment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Named"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    changeDepartmentTechnicians: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MembershipChange"];
            };
        };
        responses: {
            /** @description Changed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    listPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionList"];
                };
            };
        };
    };
    listRoles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
                };
            };
        };
    };
    createRole: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleNew"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    getRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    replaceRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleChange"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    deleteRole: {
        parameters: {
            query?: {
                /** @description The number of access rights that go with it; 409 says how many there are */
                access_rights?: number;
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    listAccessRights: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
                technician?: string;
                department?: string;
                entity?: string;
                device?: string;
                group?: string;
                role?: string;
                temporary?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRightPage"];
                };
            };
        };
    };
    createAccessRight: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessRightNew"];
            };
        };
        responses: {
            /** @description Given */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRight"];
                };
            };
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    replaceAccessRight: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessRightChange"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRight"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    deleteAccessRight: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    explainAccess: {
        parameters: {
            query: {
                technician?: string;
                device?: string;
                entity?: string;
                /** @description A name of GET /api/v1/permissions */
                permission: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Why */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessExplanation"];
                };
            };
            400: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
                technician?: string;
                device?: string;
                install?: string;
                entity?: string;
                kind?: string;
                from?: string;
                to?: string;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            422: components["responses"]["Problem"];
        };
    };
    exportAudit: {
        parameters: {
            query?: {
                format?: "csv" | "jsonl";
                technician?: string;
                device?: string;
                install?: string;
                entity?: string;
                kind?: string;
                from?: string;
                to?: string;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            422: components["responses"]["Problem"];
        };
    };
    getAuditSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How long records are kept, and what `calloutd audit verify` checks them by */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditSettings"];
                };
            };
        };
    };
    setAuditSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuditSettingsChange"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditSettings"];
                };
            };
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    listEntities: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityPage"];
                };
            };
        };
    };
    createEntity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntityNew"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entity"];
                };
            };
            422: components["responses"]["Problem"];
        };
    };
    deleteEntity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    updateEntity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntityChange"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entity"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    getEntityRemoteAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The switch */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntitySwitch"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    setEntityRemoteAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntitySwitchChange"];
            };
        };
        responses: {
            /** @description As it works now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntitySwitch"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    resetEntityRemoteAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many had their own */
                        reset: number;
                    };
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    createTemporaryPermission: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemporaryPermission"];
            };
        };
        responses: {
            /** @description Given */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRight"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    listContacts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactList"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    createContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactNew"];
            };
        };
        responses: {
            /** @description Added */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    deleteContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    updateContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactChange"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    listJournalLinks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalLinkList"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    createJournalLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JournalLinkNew"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalLink"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    deleteJournalLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Withdrawn */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    listInstalls: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
                /** @description Text to search for */
                q?: components["parameters"]["q"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstallPage"];
                };
            };
        };
    };
    createInstall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstallNew"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstallCreated"];
                };
            };
            422: components["responses"]["Problem"];
        };
    };
    getInstall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The install */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    deleteInstall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    updateInstall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstallChange"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Install"];
                };
            };
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    setInstallRemoteAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SwitchChange"];
            };
        };
        responses: {
            /** @description Switched */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    createEnrolmentToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Shown once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrolment"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    listDevices: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
                /** @description Text to search for */
                q?: components["parameters"]["q"];
                /** @description Only devices of this entity and below */
                entity?: string;
                install?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicePage"];
                };
            };
        };
    };
    createDevice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceNew"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            422: components["responses"]["Problem"];
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    deleteDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
        };
    };
    updateDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceChange"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    setDeviceRemoteAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SwitchChange"];
            };
        };
        responses: {
            /** @description Switched */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    checkDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    openDeviceWebpage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionNew"];
            };
        };
        responses: {
            /** @description The session */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    openDevicePort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PortSessionNew"];
            };
        };
        responses: {
            /** @description The session */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    listDeviceGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceGroupList"];
                };
            };
        };
    };
    createDeviceGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceGroupNew"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceGroup"];
                };
            };
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    replaceDeviceGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceGroupNew"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceGroup"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    deleteDeviceGroup: {
        parameters: {
            query?: {
                /** @description The number of access rights that go with it; 409 says how many there are */
                access_rights?: number;
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    changeDeviceGroupDevices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MembershipChange"];
            };
        };
        responses: {
            /** @description Changed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    listProfiles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileList"];
                };
            };
        };
    };
    createProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileNew"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    getProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The profile */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    replaceProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileNew"];
            };
        };
        responses: {
            /** @description As changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
        };
    };
    deleteProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
                technician?: string;
                device?: string;
                /** @description Only sessions that are not closed */
                live?: boolean;
                /** @description Asked for then or later */
                from?: string;
                /** @description Asked for before */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    listSessionRequests: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
                /** @description Without the requests that only read */
                changing?: boolean;
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionRequestPage"];
                };
            };
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    extendSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    createClientKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Shown once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientKey"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
                install?: string;
                device?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            404: components["responses"]["Problem"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
        };
    };
    agentConnect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching protocols */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            426: components["responses"]["Problem"];
        };
    };
    agentEnroll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentEnroll"];
            };
        };
        responses: {
            /** @description Enrolled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentEnrolled"];
                };
            };
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    agentRotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentRotateKey"];
            };
        };
        responses: {
            /** @description The new key holds from now on */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem"];
        };
    };
}
