/* global SwaggerUIBundle */

/** Where the tab keeps the key. The browser forgets it with the tab. */
const KEPT = 'miaw-api.authorized';

/** Where requests go. */
const THIS_SERVER = { description: 'This server', url: location.origin };

/** The key that was entered, so that it is still there after a reload. */
const KeyForTheSession = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        persistAuthorizationIfNeeded: (_original, system) => () =>
          sessionStorage.setItem(KEPT, JSON.stringify(system.authSelectors.authorized().toJS())),
      },
    },
  },
});

/** Whether an operation has all words of what is looked for: in its path, its method, its id or its summary. */
function fits(operation, words) {
  const { path, method } = operation.toObject();
  const about = ['operationId', 'summary'].map((name) => operation.getIn(['operation', name], ''));
  const text = [method, path, ...about].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Looks for operations, where the stock filter knows groups only, and opens the groups that have some. */
const Filter = ({ React }) => ({
  fn: {
    opsFilter: (groups, phrase) => {
      const words = phrase.toLowerCase().split(/\s+/);
      return groups
        .map((group, name) =>
          words.every((word) => name.toLowerCase().includes(word))
            ? group
            : group.update('operations', (operations) => operations.filter((each) => fits(each, words))),
        )
        .filter((group) => group.get('operations').size > 0);
    },
  },
  wrapComponents: {
    FilterContainer:
      () =>
      ({ layoutActions, layoutSelectors, specSelectors }) => {
        const filter = layoutSelectors.currentFilter();
        const phrase = typeof filter === 'string' ? filter : '';
        const look = ({ target: { value } }) => {
          layoutActions.updateFilter(value);
          for (const name of specSelectors.taggedOperations().keySeq())
            layoutActions.show(['operations-tag', name], value.trim() !== '');
        };
        const found = specSelectors
          .taggedOperations()
          .reduce((sum, group) => sum + group.get('operations').size, 0);
        return React.createElement(
          'div',
          { className: 'look wrapper', role: 'search' },
          React.createElement('h2', { className: 'unseen' }, 'Operations'),
          React.createElement('input', {
            type: 'search',
            placeholder: 'Filter: send image, /groups, deliveries…',
            'aria-label': 'Filter the operations',
            value: phrase,
            onChange: look,
          }),
          React.createElement(
            'small',
            { role: 'status' },
            found === 1 ? '1 operation' : `${found} operations`,
          ),
        );
      },
  },
});

/** Requests go to the server that shows the page: the document names one for those who read it elsewhere. */
const ThisServer = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (original) => (document) => original({ ...document, servers: [THIS_SERVER] }),
      },
    },
  },
});

/** What the server posts to receivers stays folded until somebody wants it. */
const FoldedWebhooks = ({ React }) => ({
  wrapComponents: {
    Webhooks: (Webhooks) => (props) =>
      React.createElement(
        'details',
        { className: 'hooks' },
        React.createElement('summary', null, 'Webhooks: what the server posts to your receiver'),
        React.createElement(Webhooks, props),
      ),
  },
});

/**
 * In forms, only what is required is filled in: samples of all fields together make no request that can be sent. Fields that are
 * empty are not sent unless one asks for it.
 */
const OptionalFieldsEmpty = ({ React, Im }) => ({
  wrapComponents: {
    RequestBody: (RequestBody) => (props) => {
      const { requestBody, requestBodyValue } = props;
      // Nobody has chosen one yet where there is only one.
      const contentType = props.contentType ?? requestBody?.get('content')?.keySeq().first();
      const schema = requestBody?.getIn(['content', contentType, 'schema']);
      const properties = schema?.get('properties');
      if (!properties || !contentType?.startsWith('multipart/'))
        return React.createElement(RequestBody, props);
      const required = schema.get('required', Im.List());
      const given = Im.Map.isMap(requestBodyValue) ? requestBodyValue : Im.OrderedMap();
      const blank = properties
        .keySeq()
        .filter((name) => !required.includes(name) && !given.has(name))
        .reduce((all, name) => all.setIn([name, 'value'], ''), given);
      return React.createElement(RequestBody, { ...props, requestBodyValue: blank });
    },
    ParameterIncludeEmpty: (Box) => (props) =>
      React.createElement(Box, {
        ...props,
        isIncludedOptions: { ...props.isIncludedOptions, defaultValue: false },
      }),
  },
});

/** Gives names to what has none, and takes links out of buttons: the buttons go to the same place. */
const Accessible = ({ React }) => {
  const unseen = (text) => React.createElement('span', { className: 'unseen' }, text);
  const named = (Component, name) => (props) =>
    React.createElement('label', null, unseen(name(props)), React.createElement(Component, props));
  return {
    wrapComponents: {
      TextArea: (TextArea) => (props) => React.createElement(TextArea, { 'aria-label': 'Value', ...props }),
      ExamplesSelect: (Select) => named(Select, () => 'Example'),
      JsonSchema_string: (Input) => named(Input, ({ description }) => description),
      JsonSchema_boolean: (Input) => named(Input, ({ description }) => description),
      authorizationPopup: (Popup) => (props) =>
        React.createElement(
          'div',
          { role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'authorize' },
          React.createElement('h2', { id: 'authorize', className: 'unseen' }, 'Authorize'),
          React.createElement(Popup, props),
        ),
      CloseIcon: (Icon) => (props) =>
        React.createElement('span', null, unseen('Close'), React.createElement(Icon, props)),
      // What one sees on a button is its name.
      Button: (Button) => (props) => React.createElement(Button, { ...props, 'aria-label': undefined }),
      DeepLink:
        () =>
        ({ text }) =>
          React.createElement('span', null, text),
    },
  };
};

const dark = matchMedia('(prefers-color-scheme: dark)');
const followTheSystem = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followTheSystem);
followTheSystem();

const ui = SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [KeyForTheSession, ThisServer, Filter, FoldedWebhooks, OptionalFieldsEmpty, Accessible],
  layout: 'BaseLayout',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  filter: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  validatorUrl: null,
  onComplete: () => {
    const kept = sessionStorage.getItem(KEPT);
    if (kept !== null) ui.authActions.restoreAuthorization({ authorized: JSON.parse(kept) });
  },
});
