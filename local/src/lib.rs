//! The local Cognito.
