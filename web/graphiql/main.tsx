import "graphiql/style.css";
import "./main.css";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { fetcher } from "./fetcher";

const FIRST = `# The explorer of this hub's API, signed in as you are on the page. 与页面同一登录身份。
# Ctrl-Space completes, Ctrl-Enter runs; the book at the left holds every type and field.
{
  county { name today }
  viewer {
    person { name title }
    counts { handle decide opinion read receive overdue unreadNotices }
  }
}
`;

const place = document.getElementById("explorer");
if (place) createRoot(place).render(<GraphiQL fetcher={fetcher} defaultQuery={FIRST} shouldPersistHeaders={false} />);
