//! The IAM authorizer: a signature by temporary credentials, and the policy of their role.

use serde_json::json;

use super::route::Route;
use super::{Caller, Denial, GatewayCall};
use crate::policy::Verdict;
use crate::sigv4::{self, Target};

pub(super) fn authorize(call: &GatewayCall, route: &Route) -> Result<Caller, Denial> {
    let target = Target::of("execute-api", &route.api.region);
    let credentials = &call.state.cloud.credentials;
    let signed = sigv4::verify(call.request, target, credentials, call.now)
        .map_err(|refusal| Denial::signature(&refusal))?;
    let holder = &signed.session.holder;
    let (user, arn) = (holder.arn(), route.arn(call.request));
    match holder.verdict(call.config, "execute-api:Invoke", &arn) {
        Verdict::Allowed => {
            let context = json!({
                "cognitoIdentityId": holder.identity_id,
                "cognitoIdentityPoolId": holder.identity_pool_id,
                "userArn": user,
                "algorithm": format!("{:?}", signed.algorithm),
            });
            let context = context.as_object().cloned().unwrap_or_default();
            Ok(Caller { principal: Some(user), context, from_cache: false })
        }
        verdict => Err(Denial::by_role(verdict, &user, &arn, &route.api.account).of(Some(user), false)),
    }
}
