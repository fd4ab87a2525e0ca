// The page's own request behind the login, as real controllers make them.
fetch("/state.json").then((answer) => answer.json()).then((state) => {
  document.getElementById("state").textContent = `Controller ${state.serial}, firmware ${state.firmware}`;
});
