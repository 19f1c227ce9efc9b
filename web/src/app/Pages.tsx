import { lazy, Suspense } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { Inbox } from "../inbox/Inbox";
import { Boundary } from "../shared/Boundary";
import { Broken, Coming } from "../shared/states";
import { useHome } from "./places";

const ItemPage = lazy(() => import("../items/ItemPage"));
const Figures = lazy(() => import("../figures/Figures"));
const Confirm = lazy(() => import("../confirm/Confirm"));
const Overview = lazy(() => import("../overview/Overview"));
const Registers = lazy(() => import("../registers/Registers"));
const Register = lazy(() => import("../registers/Register"));
const Forms = lazy(() => import("../forms/Forms"));
const SheetPage = lazy(() => import("../forms/SheetPage"));
const Village = lazy(() => import("../villages/Village"));
const Designs = lazy(() => import("../design/Designs"));
const Design = lazy(() => import("../design/Design"));
const Ledger = lazy(() => import("../ledger/Ledger"));
const Materials = lazy(() => import("../materials/Materials"));
const CallTable = lazy(() => import("../materials/CallTable"));
const Me = lazy(() => import("../me/Me"));

/** Which page stands at which address. */
export function Pages() {
  const home = useHome();
  const [path] = useLocation();
  return (
    <Boundary key={path} broken={<Broken />}>
      <Suspense fallback={<Coming />}>
        <Switch>
          <Route path="/inbox"><Inbox /></Route>
          <Route path="/items/:id">{({ id }) => <ItemPage id={decodeURIComponent(id)} key={id} />}</Route>
          <Route path="/figures"><Figures /></Route>
          <Route path="/registers"><Registers /></Route>
          <Route path="/registers/:id">{({ id }) => <Register id={decodeURIComponent(id)} key={id} />}</Route>
          <Route path="/design"><Designs /></Route>
          <Route path="/design/:id">{({ id }) => <Design id={decodeURIComponent(id)} key={id} />}</Route>
          <Route path="/ledger"><Ledger /></Route>
          <Route path="/village"><Village /></Route>
          <Route path="/forms"><Forms /></Route>
          <Route path="/forms/:form/:area/:period">
            {({ form, area, period }) => <SheetPage form={decodeURIComponent(form)} area={decodeURIComponent(area)} period={decodeURIComponent(period)} />}
          </Route>
          <Route path="/materials"><Materials /></Route>
          <Route path="/materials/:id">{({ id }) => <CallTable id={decodeURIComponent(id)} key={id} />}</Route>
          <Route path="/confirm"><Confirm /></Route>
          <Route path="/overview"><Overview /></Route>
          <Route path="/me"><Me /></Route>
          <Route><Redirect to={home} replace /></Route>
        </Switch>
      </Suspense>
    </Boundary>
  );
}
