//! Temporary AWS credentials: made for an identity and a role, and good until they expire. Nothing revokes them.

use std::collections::BTreeMap;

use data_encoding::{BASE32_NOPAD, BASE64};
use serde::{Deserialize, Serialize};

use crate::config::{Amr, Config};
use crate::policy::{Policy, Statement, Verdict};
use crate::random::{self, Random, RandomUnavailable};
use crate::time::Time;

/// Beyond this many the ones that expire first are forgotten.
const MOST: usize = 10_000;

/// All that were given out, by access key id. Expired ones stay for a while: they are refused in words of their own.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Credentials(BTreeMap<String, Session>);

/// One set of keys, and what they stand for.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) token: String,
    pub(crate) expires: Time,
    pub(crate) holder: Holder,
}

/// Who has the credentials.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Holder {
    pub(crate) role: String,
    pub(crate) session_name: String,
    pub(crate) identity_id: String,
    pub(crate) identity_pool_id: String,
    pub(crate) authenticated: bool,
    /// The login key and the subject with which the identity signed in, if it did.
    pub(crate) login: Option<(String, String)>,
    /// A policy that the caller of STS gave with the wish: it narrows the role's.
    pub(crate) session_policy: Option<Vec<Statement>>,
}

impl Credentials {
    pub(crate) fn issue(
        &mut self,
        holder: Holder,
        expires: Time,
        random: &mut dyn Random,
    ) -> Result<Session, RandomUnavailable> {
        let session = Session {
            access_key_id: format!("ASIA{}", BASE32_NOPAD.encode(&random::bytes(random, 10)?)),
            secret_access_key: random::base64(random, 30)?,
            token: format!("IQoJb3JpZ2lu{}", BASE64.encode(&random::bytes(random, 180)?)),
            expires,
            holder,
        };
        if self.0.len() >= MOST {
            let first = self.0.values().min_by_key(|session| session.expires);
            if let Some(id) = first.map(|session| session.access_key_id.clone()) {
                self.0.remove(&id);
            }
        }
        self.0.insert(session.access_key_id.clone(), session.clone());
        Ok(session)
    }

    pub(crate) fn find(&self, access_key_id: &str) -> Option<&Session> {
        self.0.get(access_key_id)
    }
}

impl Holder {
    /// As AWS names who called: `arn:aws:sts::<account>:assumed-role/<role>/<session>`.
    pub(crate) fn arn(&self) -> String {
        let account = self.role.split(':').nth(4).unwrap_or_default();
        let name = self.role.rsplit('/').next().unwrap_or_default();
        format!("arn:aws:sts::{account}:assumed-role/{name}/{}", self.session_name)
    }

    /// What the role's policy, and the session's where there is one, say.
    pub(crate) fn verdict(&self, config: &Config, action: &str, resource: &str) -> Verdict {
        let Some(role) = config.role(&self.role) else { return Verdict::NotAllowed };
        let variable = |name: &str| self.variable(name);
        let of_role = role.policy().verdict(action, resource, &variable);
        match &self.session_policy {
            Some(statements) => of_role.and(Policy(statements).verdict(action, resource, &variable)),
            None => of_role,
        }
    }

    fn variable(&self, name: &str) -> Option<String> {
        match name {
            "cognito-identity.amazonaws.com:sub" => Some(self.identity_id.clone()),
            "cognito-identity.amazonaws.com:aud" => Some(self.identity_pool_id.clone()),
            "cognito-identity.amazonaws.com:amr" => {
                let amr = if self.authenticated { Amr::Authenticated } else { Amr::Unauthenticated };
                Some(amr.name().to_owned())
            }
            _ => None,
        }
    }
}
