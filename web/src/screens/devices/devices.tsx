// SPDX-License-Identifier: Apache-2.0
import { Button, Select } from "@mantine/core";
import { IconDeviceDesktopSearch, IconDevices, IconLock, IconPlus, IconRouter } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { devicesQuery, entitiesQuery, installsQuery, meQuery, rows } from "@/api/queries";
import { useCan } from "@/lib/use_me";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { LinkButton } from "@/ui/link_button";
import { ListProblem } from "@/ui/list_problem";
import { ListSkeleton } from "@/ui/list_skeleton";
import { Screen } from "@/ui/screen";
import { SearchField } from "@/ui/search_field";
import { ShowMore } from "@/ui/show_more";
import { DeviceDialog } from "../device/device_dialog";
import classes from "./devices.module.css";
import { DeviceTable } from "./device_table";

/** What a technician without any right for devices meets, for as long as that is so. */
export function Devices() {
  return useCan("devices.view") ? <List /> : <NoRight />;
}

/** All devices, searched as one types. The filter lives in the address, so that it can be kept and shared. */
function List() {
  const { t } = useTranslation();
  const manage = useCan("devices.manage");
  const { q, entity, add } = useSearch({ from: "/shell/devices" });
  const navigate = useNavigate({ from: "/devices" });
  const list = useInfiniteQuery({ ...devicesQuery({ q, entity }), placeholderData: keepPreviousData });
  const installs = useInfiniteQuery(installsQuery());
  const entities = useQuery(entitiesQuery);

  const devices = rows(list.data);
  const filtered = q !== undefined || entity !== undefined;
  const noInstall = installs.isSuccess && rows(installs.data).length === 0;
  const openDialog = (install?: string) => void navigate({ search: (now) => ({ ...now, add: install ?? "1" }) });
  const closeDialog = () => void navigate({ search: (now) => ({ ...now, add: undefined }), replace: true });
  const clear = () => void navigate({ search: {} });
  const fresh = list.isSuccess && devices.length === 0 && !filtered;

  return (
    <Screen
      title={t("devices.title")}
      subtitle={t("devices.subtitle")}
      actions={
        manage &&
        !noInstall &&
        !fresh && (
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => openDialog()}>
            {t("devices.add")}
          </Button>
        )
      }
    >
      {!fresh && (
        <div className={classes.filters} role="search">
          <SearchField
            label={t("devices.search")}
            hint={t("devices.search_hint")}
            value={q ?? ""}
            onSearch={(text) => void navigate({ search: (now) => ({ ...now, q: text || undefined }), replace: true })}
          />
          {(entities.data?.length ?? 0) > 1 && (
            <Select
              label={t("devices.entity")}
              searchable
              value={entity ?? ""}
              onChange={(value) => void navigate({ search: (now) => ({ ...now, entity: value || undefined }), replace: true })}
              data={[
                { value: "", label: t("devices.all_entities") },
                ...(entities.data ?? []).map(({ id, path, remote_access }) => ({
                  value: id,
                  label: remote_access === "off" ? t("remote.off_path", { path }) : path,
                })),
              ]}
            />
          )}
        </div>
      )}
      <Card padded={false}>
        {list.isPending && <ListSkeleton />}
        <ListProblem list={list} />
        {devices.length > 0 && <DeviceTable devices={devices} />}
        {fresh && (noInstall ? <NoInstall /> : <NoDevice manage={manage} add={() => openDialog()} />)}
        {list.isSuccess && devices.length === 0 && filtered && (
          <Empty
            icon={IconDeviceDesktopSearch}
            title={t("devices.nothing_found")}
            text={t("devices.nothing_found_help")}
            action={
              <Button variant="default" onClick={clear}>
                {t("devices.clear")}
              </Button>
            }
          />
        )}
      </Card>
      <p className={classes.count} role="status">
        {devices.length > 0 && !list.isPlaceholderData && t("devices.found", { count: devices.length })}
      </p>
      <ShowMore list={list} />
      <DeviceDialog opened={add !== undefined && manage} install={add === "1" ? undefined : add} onClose={closeDialog} />
    </Screen>
  );
}

/** How often a technician without any right looks for one (ms): nothing tells them of the first. */
const kLookAgainMs = 15_000;

function NoRight() {
  const { t } = useTranslation();
  useQuery({ ...meQuery, refetchInterval: kLookAgainMs });
  return (
    <Screen title={t("devices.title")} subtitle={t("devices.subtitle")}>
      <Card padded={false}>
        <Empty icon={IconLock} title={t("devices.no_right_title")} text={t("devices.no_right_text")} />
      </Card>
    </Screen>
  );
}

function NoInstall() {
  const { t } = useTranslation();
  const manage = useCan("installs.manage");
  return (
    <Empty
      icon={IconRouter}
      title={t("devices.no_install_title")}
      text={t(manage ? "devices.no_install_text" : "devices.no_install_member")}
      action={
        manage && (
          <LinkButton to="/installs" search={{ add: "1" }} leftSection={<IconPlus size={18} aria-hidden />}>
            {t("devices.no_install_action")}
          </LinkButton>
        )
      }
    />
  );
}

function NoDevice({ manage, add }: { manage: boolean; add: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty
      icon={IconDevices}
      title={t("devices.empty_title")}
      text={t(manage ? "devices.empty_text" : "devices.empty_member")}
      action={
        manage && (
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add}>
            {t("devices.add")}
          </Button>
        )
      }
    />
  );
}
