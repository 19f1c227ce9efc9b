import { MantineProvider } from "@mantine/core";
import { useMemo, useState } from "react";
import { Provider } from "urql";
import { LanguageContext } from "../shared/language";
import { useSettings } from "../shared/settings";
import { forget, makeClient } from "./client";
import { Gate } from "./Gate";
import { theme } from "./theme";

/** Settings, library and client around everything; a new language or another person means a new client. */
export function App() {
  const { language } = useSettings();
  const [round, setRound] = useState(0);
  const [ended, setEnded] = useState(0);
  // biome-ignore lint: the round makes a new client after sign-in and sign-out
  const client = useMemo(() => makeClient(language, () => setEnded((before) => before + 1)), [language, round]);
  const changePerson = async () => {
    await forget();
    setEnded(0);
    setRound((before) => before + 1);
  };
  return (
    <MantineProvider theme={theme} forceColorScheme="light">
      <LanguageContext.Provider value={language}>
        <Provider value={client} key={`${language}-${round}`}>
          <Gate changePerson={changePerson} ended={ended} />
        </Provider>
      </LanguageContext.Provider>
    </MantineProvider>
  );
}
