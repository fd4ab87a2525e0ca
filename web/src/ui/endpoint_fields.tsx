// SPDX-License-Identifier: Apache-2.0
import { NumberInput, Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { type EndpointRow, kMostEndpoints, newEndpoint } from "@/lib/endpoints";
import classes from "./endpoint_fields.module.css";
import { RowList } from "./row_list";

const kUsualPorts = { http: 80, https: 443 } as const;

interface Props {
  form: UseFormReturnType<{ endpoints: EndpointRow[] }>;
  help: string;
  least?: number;
}

/** The pages of a device or profile: scheme and port each. */
export function EndpointFields({ form, help, least }: Props) {
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
    <RowList
      label={t("device_form.endpoints")}
      help={help}
      error={form.errors.endpoints}
      rows={endpoints}
      least={least}
      most={kMostEndpoints}
      addLabel={t("device_form.add_endpoint")}
      onAdd={() => form.insertListItem("endpoints", newEndpoint(endpoints.some(({ scheme }) => scheme === "http") ? "https" : "http"))}
      removeLabel={(n) => t("device_form.remove_endpoint", { n })}
      onRemove={(index) => form.removeListItem("endpoints", index)}
      fields={(endpoint, index) => (
        <div className={classes.endpoint}>
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
        </div>
      )}
    />
  );
}
