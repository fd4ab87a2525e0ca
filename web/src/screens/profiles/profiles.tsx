// SPDX-License-Identifier: Apache-2.0
import { Button, Title } from "@mantine/core";
import { IconAdjustments, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { profilesQuery } from "@/api/queries";
import { useCan } from "@/lib/use_me";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { ListProblem } from "@/ui/list_problem";
import { ListSkeleton } from "@/ui/list_skeleton";
import { Screen } from "@/ui/screen";
import { type Asked, ProfileDialogs } from "./profile_dialogs";
import { ProfileTable } from "./profile_table";
import classes from "./profiles.module.css";

/** How devices of one model are treated: the team's own profiles, and those that come with the program. */
export function Profiles() {
  const { t } = useTranslation();
  const manage = useCan("devices.manage");
  const list = useQuery(profilesQuery);
  const { data: profiles, isPending } = list;
  const [asked, setAsked] = useState<Asked>();
  const own = profiles?.filter(({ shipped }) => !shipped) ?? [];
  const shipped = profiles?.filter((profile) => profile.shipped) ?? [];

  const addButton = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAsked({ action: "add" })}>
      {t("profiles.add")}
    </Button>
  );
  return (
    <Screen title={t("profiles.title")} subtitle={t("profiles.subtitle")} actions={manage && addButton}>
      {isPending && (
        <Card padded={false}>
          <ListSkeleton />
        </Card>
      )}
      <ListProblem list={list} />
      {profiles && (
        <div className={classes.lists}>
          <List title={t("profiles.own")}>
            {own.length > 0 ? (
              <ProfileTable profiles={own} label={t("profiles.own")} onAction={(action, profile) => setAsked({ action, profile })} />
            ) : (
              <Empty order={3} icon={IconAdjustments} title={t("profiles.empty_title")} text={t(manage ? "profiles.empty_text" : "profiles.empty_member")} />
            )}
          </List>
          <List title={t("profiles.shipped")}>
            <ProfileTable profiles={shipped} label={t("profiles.shipped")} onAction={(action, profile) => setAsked({ action, profile })} />
          </List>
        </div>
      )}
      <ProfileDialogs asked={asked} onClose={() => setAsked(undefined)} />
    </Screen>
  );
}

function List({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Card padded={false}>
      <section aria-labelledby={id}>
        <Title order={2} id={id} className={classes.heading}>
          {title}
        </Title>
        {children}
      </section>
    </Card>
  );
}
