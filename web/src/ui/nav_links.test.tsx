// SPDX-License-Identifier: Apache-2.0
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderScreen } from "@/test/render";
import { NavLinks } from "./nav_links";

test.each([
  [["devices.view"], ["Devices", "Installs", "Jobs", "Sessions", "Device profiles", "Team settings"]],
  [["devices.view", "technicians.manage"], ["Devices", "Installs", "Jobs", "Sessions", "Device profiles", "Technicians", "Team settings"]],
  [[], ["Devices", "Installs", "Jobs", "Sessions", "Team settings"]],
])("with %j the menu leads to %j", async (permissions, places) => {
  renderScreen(<NavLinks />, { permissions });
  await screen.findByRole("navigation");
  expect(screen.getAllByRole("link").map((link) => link.textContent)).toEqual(places);
});
