// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Button, Input, NumberInput, Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type DeviceValues, newEndpoint } from "./device_form";
import classes from "./device.module.css";

/** openapi.yaml: a device has at most this many endpoints. */
const kMostEndpoints = 16;
const kUsualPorts = { http: 80, https: 443 } as const;

/** The pages of a device: scheme and port each. */
export function EndpointFields({ form }: { form: UseFormReturnType<DeviceValues> }) {
  const { t } = useTranslation();
  const { endpoints } = form.values;
  const setScheme = (index: number, scheme: "http" | "https") => {
    const endpoint = endpoints[index];
    if (!endpoint) return;
    // A usual port follows its scheme; one that somebody chose stays.
    const usual = endpoint.port === kUsualPorts[endpoint.scheme];
    form.replaceListItem("endpoints", index, { ...endpoint, scheme, port: usual ? kUsualPorts[scheme] : endpoint.port });
  };
  return (
    <Input.Wrapper label={t("device_form.endpoints")} description={t("device_form.endpoints_help")} labelElement="div">
      {endpoints.map((endpoint, index) => (
        <div key={endpoint.key} className={classes.endpoint}>
          <Select
            aria-label={t("device_form.scheme_n", { n: index + 1 })}
            data={["http", "https"]}
            value={endpoint.scheme}
            onChange={(scheme) => scheme && setScheme(index, scheme as "http" | "https")}
          />
          <NumberInput
            aria-label={t("device_form.port_n", { n: index + 1 })}
            min={1}
            max={65535}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            clampBehavior="none"
            {...form.getInputProps(`endpoints.${index}.port`)}
          />
          {endpoints.length > 1 && (
            <ActionIcon aria-label={t("device_form.remove_endpoint", { n: index + 1 })} onClick={() => form.removeListItem("endpoints", index)}>
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      {endpoints.length < kMostEndpoints && (
        <Button
          mt="xs"
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => form.insertListItem("endpoints", newEndpoint(endpoints.some(({ scheme }) => scheme === "http") ? "https" : "http"))}
        >
          {t("device_form.add_endpoint")}
        </Button>
      )}
    </Input.Wrapper>
  );
}
