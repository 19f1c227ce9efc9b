import { Component, type ReactNode } from "react";

type Props = { children: ReactNode; broken: ReactNode };

/** What stands in place of a part of the page that could not be loaded or shown. */
export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError = () => ({ failed: true });
  override render() {
    return this.state.failed ? this.props.broken : this.props.children;
  }
}
