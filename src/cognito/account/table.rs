//! The table of operations. Options and members are those of `src/js/account.d.ts` and of AWS's model of the service.

use super::Caller::{Anybody, App, User};
use super::answer::Shape::{Document, Item, Items, Member, Nothing, Page, Whole};
use super::options::Kind::{
    Attributes, Count, Encoded, Flag, Group, Groups, Json, Names, Remembered, Strings, Text,
};
use super::options::{Field, may, must};
use super::{Caller, Operation, Shape};

const USERNAME: Field = must("username", "Username", Text);
const METADATA: Field = may("clientMetadata", "ClientMetadata", Strings);
const CONTEXT: Field = may("userContextData", "UserContextData", Encoded);
const DEVICE: Field = must("deviceKey", "DeviceKey", Text);
const ATTRIBUTE: Field = must("name", "AttributeName", Text);
const SETTING: &[Field] = &[must("enabled", "Enabled", Flag), may("preferred", "PreferredMfa", Flag)];
const MFA_OPTION: &[Field] =
    &[must("deliveryMedium", "DeliveryMedium", Text), must("attributeName", "AttributeName", Text)];

/// A result's members that must be there though the answer may lack them.
const FACTORS: &[(&str, &str)] = &[("UserMFASettingList", "[]"), ("ConfiguredUserAuthFactors", "[]")];
const PROFILE: &[(&str, &str)] = &[("UserAttributes", "{}"), ("UserMFASettingList", "[]")];
const SIGNED_UP: &[(&str, &str)] = &[("UserConfirmed", "false")];
const PASSKEY: &[(&str, &str)] = &[("FriendlyCredentialName", "\"\""), ("AuthenticatorTransports", "[]")];
const DEVICE_ATTRIBUTES: &[(&str, &str)] = &[("DeviceAttributes", "{}")];

/// Every operation beside signing in and out, and `ConfirmDevice`, which is part of a sign-in.
pub const OPERATIONS: &[Operation] = &[
    row(
        "SignUp",
        App,
        &[
            USERNAME,
            may("password", "Password", Text),
            may("attributes", "UserAttributes", Attributes),
            may("validationData", "ValidationData", Attributes),
            METADATA,
            CONTEXT,
        ],
        Whole("UserSub", SIGNED_UP),
    ),
    row(
        "ConfirmSignUp",
        App,
        &[
            USERNAME,
            must("code", "ConfirmationCode", Text),
            may("forceAliasCreation", "ForceAliasCreation", Flag),
            METADATA,
            CONTEXT,
        ],
        Nothing,
    ),
    row("ResendConfirmationCode", App, &[USERNAME, METADATA, CONTEXT], Member("CodeDeliveryDetails")),
    row("ForgotPassword", App, &[USERNAME, METADATA, CONTEXT], Member("CodeDeliveryDetails")),
    row(
        "ConfirmForgotPassword",
        App,
        &[
            USERNAME,
            must("code", "ConfirmationCode", Text),
            must("newPassword", "Password", Text),
            METADATA,
            CONTEXT,
        ],
        Nothing,
    ),
    row("GetUser", User, &[], Whole("Username", PROFILE)),
    row(
        "ChangePassword",
        User,
        &[
            may("previousPassword", "PreviousPassword", Text),
            must("proposedPassword", "ProposedPassword", Text),
        ],
        Nothing,
    ),
    row(
        "UpdateUserAttributes",
        User,
        &[must("attributes", "UserAttributes", Attributes), METADATA],
        Items("CodeDeliveryDetailsList"),
    ),
    row("DeleteUserAttributes", User, &[must("names", "UserAttributeNames", Names)], Nothing),
    row("GetUserAttributeVerificationCode", User, &[ATTRIBUTE, METADATA], Member("CodeDeliveryDetails")),
    row("VerifyUserAttribute", User, &[ATTRIBUTE, must("code", "Code", Text)], Nothing),
    row("DeleteUser", User, &[], Nothing),
    row("GetUserAuthFactors", User, &[], Whole("Username", FACTORS)),
    row(
        "SetUserMFAPreference",
        User,
        &[
            may("sms", "SMSMfaSettings", Group(SETTING)),
            may("email", "EmailMfaSettings", Group(SETTING)),
            may("softwareToken", "SoftwareTokenMfaSettings", Group(SETTING)),
            may("webAuthn", "WebAuthnMfaSettings", Group(&[must("enabled", "Enabled", Flag)])),
        ],
        Nothing,
    ),
    row("SetUserSettings", User, &[must("mfaOptions", "MFAOptions", Groups(MFA_OPTION))], Nothing),
    row("AssociateSoftwareToken", User, &[], Whole("SecretCode", &[])),
    row(
        "VerifySoftwareToken",
        User,
        &[must("code", "UserCode", Text), may("deviceName", "FriendlyDeviceName", Text)],
        Nothing,
    ),
    row("StartWebAuthnRegistration", User, &[], Document("CredentialCreationOptions")),
    row("CompleteWebAuthnRegistration", User, &[must("credential", "Credential", Json)], Nothing),
    row(
        "ListWebAuthnCredentials",
        User,
        &[may("limit", "MaxResults", Count), may("next", "NextToken", Text)],
        Page("Credentials", "CredentialId", PASSKEY),
    ),
    row("DeleteWebAuthnCredential", User, &[must("credentialId", "CredentialId", Text)], Nothing),
    row(
        "UpdateDeviceStatus",
        User,
        &[DEVICE, must("remembered", "DeviceRememberedStatus", Remembered)],
        Nothing,
    ),
    row("GetDevice", User, &[DEVICE], Item("Device", "DeviceKey", DEVICE_ATTRIBUTES)),
    row(
        "ListDevices",
        User,
        &[may("limit", "Limit", Count), may("next", "PaginationToken", Text)],
        Page("Devices", "DeviceKey", DEVICE_ATTRIBUTES),
    ),
    row("ForgetDevice", User, &[DEVICE], Nothing),
    // It takes no limit.
    row("ListUserSessions", User, &[may("next", "NextToken", Text)], Page("Sessions", "SessionId", &[])),
    row("RevokeUserSession", User, &[must("sessionId", "SessionId", Text)], Nothing),
    row(
        "UpdateAuthEventFeedback",
        Anybody,
        &[
            USERNAME,
            must("eventId", "EventId", Text),
            must("feedbackToken", "FeedbackToken", Text),
            must("feedbackValue", "FeedbackValue", Text),
        ],
        Nothing,
    ),
];

const fn row(name: &'static str, caller: Caller, options: &'static [Field], answer: Shape) -> Operation {
    Operation { name, caller, options, answer }
}
