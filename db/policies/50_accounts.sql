-- Accounts, sessions and tokens: hub_app reads none of these tables; the functions of this file answer what a sign-in needs, and no more.

call protect('accounts', null);
call protect('sessions', null);
call protect('tokens', null);
call protect('sign_in_attempts', null);
